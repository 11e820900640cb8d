import { ChatError } from '../error/ChatError.ts'
import { createEventFeed } from './createEventFeed.ts'
import type { ServerSentEvent } from './ServerSentEvent.ts'

export interface ReadEventsOptions extends ReadOptions {
  /**
   * The most that one event may hold, in UTF-16 units (never more than its bytes). A longer one ends
   * the reading with `too_large`. Default 1,048,576.
   */
  readonly maxEventBytes?: number
  /** The sender's wish for the reconnect delay, as sent: clamp it before use. */
  readonly onRetry?: (retryMs: number) => void
  readonly onComment?: (comment: string) => void
  /** The id that a reconnect must send, whenever it changes. */
  readonly onLastEventId?: (id: string) => void
}

interface ReadOptions {
  /** Ends the reading at once, also while the body is silent. Its reason is thrown. */
  readonly signal?: AbortSignal
  /** Called for every read that brought bytes: comments and heartbeats count. */
  readonly onActivity?: () => void
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
  const { maxEventBytes = 1_048_576 } = options
  let events: ServerSentEvent[] = []
  const feed = createEventFeed({
    ...options,
    maxEventBytes,
    onEvent: (event) => void events.push(event),
  })
  for await (const text of readTexts(body, options)) {
    feed.feed(text)
    if (events.length > 0) {
      yield events
      events = []
    }
    if (feed.tooLarge) throw eventTooLarge(maxEventBytes)
  }
}

/** What ends a reading whose feed is `tooLarge`. */
export function eventTooLarge(maxEventBytes: number): ChatError {
  return new ChatError('too_large', `The answer holds an event over ${maxEventBytes} bytes.`)
}

/**
 * The text of a body, read by read: a character that two reads share comes with the second. Breaking out of the loop
 * cancels the body.
 * @throws the signal's reason once it aborts.
 */
export async function* readTexts(
  body: ReadableStream<Uint8Array<ArrayBufferLike>>,
  { signal, onActivity }: ReadOptions = {},
): AsyncGenerator<string, void, undefined> {
  // The parser of events takes the byte order mark off, and only one: the decoder must leave it alone.
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
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    signal?.removeEventListener('abort', leave)
    // Ends the request when the caller leaves early; on a finished or failed body it does nothing.
    reader.cancel().catch(() => undefined)
  }
}
