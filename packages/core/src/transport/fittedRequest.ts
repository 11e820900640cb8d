import {
  ChatError,
  cutTurns,
  estimate,
  isSendable,
  type Message,
  prepareMessages,
  remembering,
  staysInWindow,
  trimMessages,
  type TrimOptions,
  type TrimReport,
  type Weigh,
} from '@millrace/protocol'
import type { SendRequest } from './Transport.ts'

/** So much more than a window goes to a route that cuts by itself, in tokens by estimate. */
const bodyTokens = 128_000 * 1.5
/** What a route takes at most is 1 MiB: this leaves room for what goes along. */
const bodyBytes = 900_000

/**
 * The request with what the window holds, for a backend that does not cut.
 * @param onReport - What was left out.
 */
export async function fittedTo(
  window: TrimOptions,
  request: SendRequest,
  onReport: (report: TrimReport) => void,
): Promise<SendRequest> {
  await prepareMessages(request.messages, window.tokens ?? estimate)
  const { messages, report } = trimMessages(request.messages, window)
  onReport(report)
  // Where the route cuts too, its report has these in it.
  return { ...request, messages, ...leftOutOf(report) }
}

function leftOutOf({ droppedMessages }: TrimReport): Pick<SendRequest, 'leftOut'> {
  return droppedMessages === 0 ? {} : { leftOut: droppedMessages }
}

/**
 * The request with what a body may hold, and with the number of messages that were left out. Bytes are counted before
 * tokens: that is a fraction of the work, and leaves little to count.
 */
export function bounded(request: SendRequest): SendRequest {
  const near = withoutDistant(request.messages)
  const cut = cutTurns(near.messages, weighBytes, { budget: bodyBytes, lowWater: 0.8 })
  const within = withinTokens(cut.messages)
  const leftOut = near.leftOut + cut.droppedMessages + within.leftOut
  // Automatic replies are never sent to a model: their absence is nothing to tell.
  return leftOut === 0 ? request : { ...request, messages: within.messages, leftOut }
}

interface Within {
  readonly messages: readonly Message[]
  readonly leftOut: number
}

/** What is too far back goes in portions: where the rest begins stays the same for many turns. */
const distantPortion = 256

/**
 * The conversation without what is so far back that it cannot go into a body, whatever it weighs: of 10,000 messages
 * most. Letters are a lower bound of bytes that needs no counting.
 */
function withoutDistant(messages: readonly Message[]): Within {
  let start = messages.length
  for (let letters = 0; start > 0 && letters <= bodyBytes; start--) {
    letters += lettersOf(messages[start - 1] as Message)
  }
  start -= start % distantPortion
  if (start === 0) return { messages, leftOut: 0 }
  const distant = messages.slice(0, start)
  const stays = distant.filter(staysInWindow)
  const leftOut = distant.filter((one) => isSendable(one) && !staysInWindow(one)).length
  return { messages: [...stays, ...messages.slice(start)], leftOut }
}

function lettersOf({ parts }: Message): number {
  let letters = 0
  for (const part of parts as readonly unknown[]) {
    const { text } = Object(part) as { readonly text?: unknown }
    if (typeof text === 'string') letters += text.length
  }
  return letters
}

function withinTokens(messages: readonly Message[]): Within {
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
/** Where most messages are written to be measured: to make room for each takes longer than to write it. */
const scratch = new Uint8Array(32_768)

function bytesOf(text: string): number {
  const { read, written } = utf8.encodeInto(text, scratch)
  return read === text.length ? written : utf8.encode(text).length
}

/** As JSON, without the content of files, which has a limit of its own. */
const weighBytes: Weigh = remembering((message) => ({
  amount: bytesOf(jsonOf(message)),
  sendable: isSendable(message),
  stays: staysInWindow(message),
}))

function jsonOf(message: Message): string {
  // To look at each of its keys takes ten times as long.
  const hasContent = message.parts.some((part: unknown) => part instanceof Object && 'url' in part)
  if (!hasContent) return JSON.stringify(message)
  return JSON.stringify(message, (key, value: unknown) => (key === 'url' ? undefined : value))
}
