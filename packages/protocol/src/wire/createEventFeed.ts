import { createParser } from 'eventsource-parser'
import type { ServerSentEvent } from './ServerSentEvent.ts'

export interface EventFeedOptions {
  /** The most that one event may hold, in UTF-16 units (never more than its bytes). */
  readonly maxEventBytes: number
  readonly onEvent: (event: ServerSentEvent) => void
  readonly onRetry?: ((retryMs: number) => void) | undefined
  readonly onComment?: ((comment: string) => void) | undefined
  readonly onLastEventId?: ((id: string) => void) | undefined
  /**
   * Takes whole events off a text whose shape its reader knows, so that they need not be parsed: `data` alone, on one
   * line, and an empty line. Called at the beginning of an event, in order with `onEvent`.
   * @returns Where it stopped: `from` where the next event is not known.
   */
  readonly takeKnown?: ((text: string, from: number) => number) | undefined
}

/** Text that arrives in pieces, as server-sent events. */
export interface EventFeed {
  feed(text: string): void
  /** Whether an event was over the limit: nothing after it counts. */
  readonly tooLarge: boolean
}

/** Events of an unknown shape after which the rest of a text is parsed as it is: looking is not free. */
const strangersAtMost = 3

/** Feeds `eventsource-parser`, and leaves out what its reader can take by itself. */
export function createEventFeed(options: EventFeedOptions): EventFeed {
  const { maxEventBytes, onEvent, onRetry, onComment, onLastEventId, takeKnown } = options
  let lastEventId = ''
  let tooLarge = false
  /** Whether the parser holds nothing back: what comes next begins an event. */
  let atStart = false
  const parser = createParser({
    maxBufferSize: maxEventBytes,
    onId(id) {
      lastEventId = id
      onLastEventId?.(id)
    },
    onEvent({ id, event = 'message', data }) {
      if (data.length > maxEventBytes) tooLarge = true
      if (!tooLarge) onEvent({ event, data, id, lastEventId })
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') tooLarge = true
    },
    ...(onRetry === undefined ? {} : { onRetry }),
    ...(onComment === undefined ? {} : { onComment }),
  })

  function parse(text: string): void {
    parser.feed(text)
    atStart = text.endsWith('\n\n')
  }

  /** The text, event by event where one after the other is known. */
  function feedKnown(text: string, take: (text: string, from: number) => number): void {
    let at = 0
    let strangers = 0
    while (at < text.length && strangers < strangersAtMost && !tooLarge) {
      if (atStart) {
        const taken = take(text, at)
        if (taken === at) strangers++
        at = taken
      }
      const end = text.indexOf('\n\n', at)
      if (end === -1) break
      parse(text.slice(at, end + 2))
      at = end + 2
    }
    if (at < text.length && !tooLarge) parse(text.slice(at))
  }

  return {
    feed(text) {
      if (tooLarge) return
      // An event that fills a read may be over the limit: the parser knows.
      if (takeKnown === undefined || text.length > maxEventBytes) parse(text)
      else feedKnown(text, takeKnown)
    },
    get tooLarge() {
      return tooLarge
    },
  }
}
