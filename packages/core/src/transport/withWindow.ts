import {
  ChatError,
  cutTurns,
  estimate,
  type Message,
  prepareMessages,
  remembering,
  trimMessages,
  type TrimOptions,
  type TrimReport,
  type Weigh,
} from '@millrace/protocol'
import type { SendRequest, Transport } from './Transport.ts'

/** So much more than a window goes to a route that cuts by itself, in tokens by estimate. */
const bodyTokens = 128_000 * 1.5
/** What a route takes at most is 1 MiB: this leaves room for what goes along. */
const bodyBytes = 900_000

/**
 * Sees to it that what is sent can be taken in. Our route fits the conversation to its model's window by exact
 * counts, so by default only the body is bounded: 192,000 tokens by estimate and 900 KB, newest whole turns.
 * @param window - For a backend that does not cut: the conversation is fitted here, and that is final.
 * @param onReport - What was left out, where the cut here is final.
 */
export function withWindow(
  transport: Transport,
  window: TrimOptions | undefined,
  onReport: (report: TrimReport) => void,
): Transport {
  return {
    resume: (request, options) => transport.resume(request, options),
    stop: (request) => transport.stop(request),
    isNumbered: () => transport.isNumbered(),
    async send(request, options) {
      if (window === undefined) return await transport.send(bounded(request), options)
      await prepareMessages(request.messages, window.tokens ?? estimate)
      const { messages, report } = trimMessages(request.messages, window)
      onReport(report)
      // Where the route cuts too, its report has these in it.
      return await transport.send({ ...request, messages, ...leftOutOf(report) }, options)
    },
  }
}

function leftOutOf({ droppedMessages }: TrimReport): Pick<SendRequest, 'leftOut'> {
  return droppedMessages === 0 ? {} : { leftOut: droppedMessages }
}

/** The request with what a body may hold, and with the number of messages that were left out. */
function bounded(request: SendRequest): SendRequest {
  const { messages } = request
  const within = withinTokens(messages)
  const cut = cutTurns(within.messages, weighBytes, { budget: bodyBytes, lowWater: 0.8 })
  const leftOut = within.leftOut + cut.droppedMessages
  // Automatic replies are never sent to a model: their absence is nothing to tell.
  return leftOut === 0 ? request : { ...request, messages: cut.messages, leftOut }
}

function withinTokens(messages: readonly Message[]): {
  readonly messages: readonly Message[]
  readonly leftOut: number
} {
  const limit = { windowCap: bodyTokens, maxOutputTokens: 0 }
  try {
    const { messages: fewer, report } = trimMessages(messages, limit)
    return { messages: fewer, leftOut: report.droppedMessages }
  } catch (thrown) {
    // The route has the exact counts, and the last word on what is too large.
    if (thrown instanceof ChatError && thrown.code === 'turn_too_large') {
      return { messages, leftOut: 0 }
    }
    throw thrown
  }
}

const utf8 = new TextEncoder()

/** As JSON, without the content of files, which has a limit of its own. */
const weighBytes: Weigh = remembering((message) => ({
  amount: utf8.encode(
    JSON.stringify(message, (key, value: unknown) => (key === 'url' ? undefined : value)),
  ).length,
  sendable: true,
  stays: message.role === 'system',
}))
