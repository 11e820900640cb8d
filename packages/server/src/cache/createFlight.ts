import type { ChatError, Usage } from '@millrace/protocol'
import type { Read } from '../policy/Policy.ts'
import type { CachedAnswer } from './CachedAnswer.ts'

/** How a flight ended. */
export type Landing =
  /** The answer was kept already: nobody was asked. */
  | { readonly kind: 'kept'; readonly answer: CachedAnswer }
  /** It said all that it had to say, be it an error after its first words. */
  | { readonly kind: 'said' }
  /** It broke off after its first words. */
  | { readonly kind: 'broken'; readonly thrown: unknown }
  /** It failed before a word. `read` is how the provider told, where it did not throw. */
  | {
      readonly kind: 'failed'
      readonly error: ChatError
      readonly read: Read | undefined
      readonly thrown: unknown
    }

/** One call, followed by all who ask the same at the same time (T-75). */
export interface Flight {
  /** Counted from 1: where the first fails before a word, one of those who followed it asks once more. */
  readonly attempt: number
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  /** Aborts once nobody follows any more. */
  readonly signal: AbortSignal
  /** Who answers by now, and what it used. */
  by: { readonly provider: string; readonly model: string }
  usage: Usage | undefined
  /** An answer past its time, for want of a better one. */
  stale: CachedAnswer | undefined
  readonly landing: Landing | undefined
  say(read: Read): void
  land(landing: Landing): void
  /** Follows it from its first word on. */
  board(signal: AbortSignal): Seat
}

/** A place on a flight. */
export interface Seat {
  /** The next read; undefined once it landed. @throws the signal's reason once it aborts. */
  next(): Promise<Read | undefined>
  leave(): void
}

export interface FlightOptions {
  readonly attempt: number
  readonly startedAt: number
  readonly by: Flight['by']
  /** The last one left before it landed. */
  readonly onEmpty: () => void
}

export function createFlight({ attempt, startedAt, by, onEmpty }: FlightOptions): Flight {
  const controller = new AbortController()
  const reads: Read[] = []
  let landing: Landing | undefined
  const seats = new Map<Seat, () => void>()

  function wakeAll(): void {
    for (const wake of seats.values()) wake()
  }

  const flight: Flight = {
    attempt,
    startedAt,
    signal: controller.signal,
    by,
    usage: undefined,
    stale: undefined,
    get landing() {
      return landing
    },
    say(read) {
      reads.push(read)
      wakeAll()
    },
    land(how) {
      landing = how
      wakeAll()
    },
    board(signal) {
      const boardedAt = reads.length
      // What was taken back before is not told any more.
      let position = reads.findLastIndex((read) => read.every(({ type }) => type === 'reset')) + 1
      let wake = (): void => undefined
      const onAbort = (): void => wake()
      signal.addEventListener('abort', onAbort)

      const seat: Seat = {
        async next() {
          for (;;) {
            signal.throwIfAborted()
            const read = reads[position]
            if (read !== undefined) {
              position++
              // News of what was waited for before this one came.
              if (position <= boardedAt && isOver(read)) continue
              return read
            }
            if (landing !== undefined) return undefined
            await new Promise<void>((resolve) => (wake = resolve))
          }
        },
        leave() {
          signal.removeEventListener('abort', onAbort)
          seats.delete(seat)
          if (landing !== undefined || seats.size > 0 || controller.signal.aborted) return
          controller.abort()
          onEmpty()
        },
      }
      seats.set(seat, () => wake())
      return seat
    },
  }
  return flight
}

function isOver(read: Read): boolean {
  return read.every((event) => event.type === 'notice' && event.notice.kind === 'retrying')
}
