import { createParser } from 'eventsource-parser'
import { ChatError } from '../error/ChatError.ts'

/** One server-sent event, after the WHATWG HTML standard. */
export interface ServerSentEvent {
  /** `message` when the sender gave none. */
  readonly event: string
  readonly data: string
  /** The id written on this very event; undefined where it carries none. */
  readonly id: string | undefined
  /** What a browser would report: the last id seen, `''` before any. */
  readonly lastEventId: string
}

export interface ReadEventsOptions {
  /**
   * The most that one event may hold, in UTF-16 units (never more than its bytes). A longer one ends
   * the reading with `too_large`. Default 1,048,576.
   */
  readonly maxEventBytes?: number
  /** Ends the reading at once, also while the body is silent. Its reason is thrown. */
  readonly signal?: AbortSignal
  /** Called for every read that brought bytes: comments and heartbeats count. */
  readonly onActivity?: () => void
  /** The sender's wish for the reconnect delay, as sent: clamp it before use. */
  readonly onRetry?: (retryMs: number) => void
  readonly onComment?: (comment: string) => void
  /** The id that a reconnect must send, whenever it changes. */
  readonly onLastEventId?: (id: string) => void
}

/**
 * Reads server-sent events from a body: all events of one network read at once, in order. Reads that
 * complete no event yield nothing. An event that the body cuts off is not delivered. Breaking out of
 * the loop cancels the body.
 * @throws the signal's reason once it aborts.
 * @throws {ChatError} `too_large` for an event over the limit; what came before it was delivered.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBufferLike>>,
  options: ReadEventsOptions = {},
): AsyncGenerator<readonly ServerSentEvent[], void, undefined> {
  const {
    maxEventBytes = 1_048_576,
    signal,
    onActivity,
    onRetry,
    onComment,
    onLastEventId,
  } = options
  let events: ServerSentEvent[] = []
  let lastEventId = ''
  let tooLarge = false
  const parser = createParser({
    maxBufferSize: maxEventBytes,
    onId(id) {
      lastEventId = id
      onLastEventId?.(id)
    },
    onEvent({ id, event = 'message', data }) {
      if (data.length > maxEventBytes) tooLarge = true
      if (!tooLarge) events.push({ event, data, id, lastEventId })
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') tooLarge = true
    },
    ...(onRetry === undefined ? {} : { onRetry }),
    ...(onComment === undefined ? {} : { onComment }),
  })
  // The parser takes the byte order mark off, and only one: the decoder must leave it alone.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const reader = body.getReader()
  const leave = (): void => void reader.cancel(signal?.reason).catch(() => undefined)
  signal?.addEventListener('abort', leave, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (done) return
      if (value.length > 0) onActivity?.()
      parser.feed(decoder.decode(value, { stream: true }))
      if (events.length > 0) {
        yield events
        events = []
      }
      if (tooLarge) {
        throw new ChatError('too_large', `The answer holds an event over ${maxEventBytes} bytes.`)
      }
    }
  } finally {
    signal?.removeEventListener('abort', leave)
    // Ends the request when the caller leaves early; on a finished or failed body it does nothing.
    reader.cancel().catch(() => undefined)
  }
}
