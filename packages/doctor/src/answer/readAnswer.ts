import {
  ChatError,
  createEventFeed,
  decode,
  eventTooLarge,
  type Frame,
  type ServerSentEvent,
} from '@millrace/protocol'
import type { Clock } from '@millrace/protocol'
import type { Visit } from '../request/createRequests.ts'

/** One event of an answer, and when it came. */
export interface Arrival extends Frame {
  /** By the clock, in milliseconds. */
  readonly atMs: number
  /** Which read of the network brought it: those of one read came together. */
  readonly read: number
}

/** An answer as far as it came. */
export interface Answer {
  readonly arrivals: readonly Arrival[]
  /** When it was over, by the clock, in milliseconds. */
  readonly endedAt: number
  /** Why no more was read: undefined where the body ended, or where whoever reads left. */
  readonly error: ChatError | undefined
  readonly left: boolean
}

export interface ReadAnswerOptions {
  readonly clock: Clock
  /** Called for each event; `leave` closes the connection, and what came behind it does not count. */
  readonly onArrival?: (arrival: Arrival) => 'leave' | undefined
}

/** What one answer may hold, and one event of it, in UTF-16 units: the questions are small. */
const mostText = 4_194_304
const mostEvent = 1_048_576

/**
 * Reads an answer to its end, and no further than any answer to a small question goes. An event that is none ends it as
 * `bad_event`; so do `too_large`, `timeout` and `network`, with what came before.
 */
export async function readAnswer(
  visit: Visit,
  { clock, onArrival }: ReadAnswerOptions,
): Promise<Answer> {
  const arrivals: Arrival[] = []
  const events: ServerSentEvent[] = []
  const feed = createEventFeed({
    maxEventBytes: mostEvent,
    onEvent: (event) => void events.push(event),
  })
  let read = 0
  const over = (error: ChatError | undefined, left = false): Answer => {
    return { arrivals, endedAt: clock.now(), error, left }
  }
  try {
    for await (const text of visit.texts(mostText)) {
      feed.feed(text)
      const atMs = clock.now()
      for (const event of events.splice(0)) {
        const decoded = decode(event)
        if ('bad' in decoded) return over(new ChatError('bad_event', decoded.bad))
        const arrival = { ...decoded, atMs, read }
        arrivals.push(arrival)
        if (onArrival?.(arrival) === 'leave') return over(undefined, true)
      }
      if (feed.tooLarge) return over(eventTooLarge(mostEvent))
      read++
    }
    return over(undefined)
  } catch (thrown) {
    if (!(thrown instanceof ChatError)) throw thrown
    return over(thrown, thrown.code === 'aborted')
  } finally {
    visit.end()
  }
}
