import {
  ChatError,
  type Clock,
  type Facts,
  factsOf,
  isToolPart,
  type Message,
  systemClock,
} from '@millrace/protocol'
import {
  addressOf,
  asked,
  createHttpRequest,
  type HttpRequestOptions,
  type MaybeAsked,
  mediaTypeOf,
} from './createHttpRequest.ts'
import { readFrames } from './readFrames.ts'
import type { Connection, ResumeRequest, SendRequest, Transport } from './Transport.ts'

export interface HttpTransportOptions extends HttpRequestOptions {
  /** Added to the body of every POST. */
  readonly body?: MaybeAsked<Readonly<Record<string, unknown>>>
  /**
   * The route keeps the conversations (`history` of its own): of each only the last message is sent, and which one it
   * follows. Default false: what is here is sent, and is all that the route knows.
   */
  readonly history?: boolean
  /** Has the last word on the body of a POST: what it returns is sent instead. */
  readonly prepareRequest?: (
    request: SendRequest,
  ) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
  /** The most that one event may hold. Default 16 MiB: AI SDK backends send images as data URLs. */
  readonly maxEventBytes?: number
  /**
   * How long the connection to a server that numbers its answers may bring no byte before it counts
   * as lost, in milliseconds. Heartbeats come every 15 s. Default 45,000.
   */
  readonly silenceMs?: number
  readonly clock?: Clock
}

/**
 * Speaks the AI SDK's chat protocol over `fetch`, ours on top: `POST {api}`, and with a route that
 * numbers its events `GET` and `DELETE {api}/{chatId}/stream`. Status and content type are checked
 * before a byte is parsed: captive portals answer 200 and HTML.
 */
export function createHttpTransport(options: HttpTransportOptions = {}): Transport {
  const { api = '/api/chat', history = false, maxEventBytes = 16 * 1024 * 1024 } = options
  const { silenceMs = 45_000, clock = systemClock } = options
  const request = createHttpRequest(options)
  let numbered = false

  function connect(response: Response, signal: AbortSignal): Connection {
    const type = response.headers.get('content-type') ?? ''
    if (!/^text\/event-stream\b/i.test(type) || response.body === null) {
      void response.body?.cancel()
      const message = `The server answered with ${mediaTypeOf(response)}, not a stream.`
      throw new ChatError('not_a_stream', message)
    }
    const streamId = response.headers.get('x-millrace-stream') ?? undefined
    numbered = streamId !== undefined
    return {
      streamId,
      frames: readFrames(response.body, {
        maxEventBytes,
        signal,
        clock,
        // A server that is not ours may be silent for as long as it thinks.
        silenceMs: numbered ? silenceMs : undefined,
      }),
    }
  }

  return {
    sends: history ? 'last' : 'all',
    async send(sent, { signal }) {
      const { chatId, runId, messages, trigger, messageId, continues, leftOut } = sent
      const said = history
        ? { message: newsOf(messages.at(-1), continues), parentId: messages.at(-2)?.id ?? null }
        : { messages, leftOut }
      const body = (await options.prepareRequest?.(sent)) ?? {
        ...(await asked(options.body)),
        ...sent.body,
        id: chatId,
        ...said,
        trigger,
        messageId,
        continues,
      }
      const response = await request(api, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': runId },
        body: JSON.stringify(body),
        signal,
      })
      return connect(response, signal)
    },
    async resume(sent, { signal }) {
      const response = await request(streamOf(api, sent), {
        method: 'GET',
        headers:
          sent.after === undefined || sent.after < 0 ? {} : { 'last-event-id': String(sent.after) },
        signal,
      })
      return response.status === 204 ? undefined : connect(response, signal)
    },
    isNumbered: () => numbered,
    async stop(sent) {
      const response = await request(streamOf(api, sent), { method: 'DELETE' })
      if (response.status === 200) return await factsIn(response)
      await response.body?.cancel()
      return undefined
    },
  }
}

/** Of an answer that goes on after a tool call, the server wants to know what was decided, and has the rest. */
function newsOf(message: Message | undefined, continues: string | undefined): Message | undefined {
  if (message?.role !== 'assistant' || continues !== undefined) return message
  return { ...message, parts: message.parts.filter(isToolPart) }
}

/** What the server says of the answer it stopped. */
async function factsIn(response: Response): Promise<Facts | undefined> {
  try {
    return factsOf({ metadata: await response.json() })
  } catch {
    return undefined
  }
}

function streamOf(api: string, { chatId, streamId, runId }: ResumeRequest): string {
  const name = streamId === undefined ? { run: runId } : { stream: streamId }
  return addressOf(api, chatId, 'stream', name)
}
