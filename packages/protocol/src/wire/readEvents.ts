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
  /**
   * Asked for a rest when all that was there has been handed out: what comes meanwhile is handed out together, at a
   * fraction of the cost. undefined: no rest, this time. Default: never, each read is handed out.
   */
  readonly rest?: () => Promise<void> | undefined
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
  { signal, onActivity, rest }: ReadOptions = {},
): AsyncGenerator<string, void, undefined> {
  // The parser of events takes the byte order mark off, and only one: the decoder must leave it alone.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const reader = body.getReader()
  const leave = (): void => void reader.cancel(signal?.reason).catch(() => undefined)
  signal?.addEventListener('abort', leave, { once: true })
  let gathered = ''
  try {
    for (;;) {
      const next = reader.read()
      if (gathered !== '') {
        const more = await isThere(next)
        if (!more || gathered.length >= mostGathered) {
          yield gathered
          gathered = ''
        }
        if (!more) await rest?.()
      }
      const { done, value } = await next
      signal?.throwIfAborted()
      if (done) {
        if (gathered !== '') yield gathered
        return
      }
      if (value.length > 0) onActivity?.()
      const text = decoder.decode(value, { stream: true })
      if (rest === undefined) yield text
      else gathered += text
    }
  } finally {
    signal?.removeEventListener('abort', leave)
    // Ends the request when the caller leaves early; on a finished or failed body it does nothing.
    reader.cancel().catch(() => undefined)
  }
}

/** So much is handed out without waiting for its end, in UTF-16 units: a sender without pauses must not fill memory. */
const mostGathered = 65_536

/** Whether a read was answered from what is there already: then it is within a few steps. A broken one was not. */
async function isThere(read: Promise<unknown>): Promise<boolean> {
  let there = false
  const note = (): void => {
    there = true
  }
  read.then(note, () => undefined)
  for (let step = 0; step < 4 && !there; step++) await Promise.resolve()
  return there
}
