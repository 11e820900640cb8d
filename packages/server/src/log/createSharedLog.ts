import type { Cancel, Clock } from '@millrace/protocol'
import type { Appended, RunStore, StopWish } from '../store/RunStore.ts'
import { type AnswerLog, createAnswerLog } from './createAnswerLog.ts'

export interface SharedLogOptions {
  readonly streamId: string
  readonly runs: RunStore
  readonly clock: Clock
  /** Others want it to stop. `interrupted`: they took it for dead. */
  readonly onStop: (why: StopWish | 'interrupted') => void
  /** Somebody reads it on another node. */
  readonly onRead: () => void
  /** The store fails: from here on only this node knows what is said. For the log. */
  readonly onAlone: (cause: unknown) => void
}

/** How long events are gathered, in milliseconds, once something was said. */
const gatherMs = 30
/** How long it may be silent before it gives a sign of life, in milliseconds. */
const signMs = 1000

/**
 * A log that all nodes can read. What is said is written there before anybody here sees it: whoever has read it can go
 * on reading anywhere, also when this process is gone. Where the store fails, the answer goes on here alone.
 */
export function createSharedLog(options: SharedLogOptions): AnswerLog {
  const { streamId, runs, clock } = options
  const inner = createAnswerLog()
  let waiting: string[] = []
  /** The number of the first event that waits. */
  let first = 0
  let next = 0
  let ending = false
  let alone = false
  let sending = false
  let sentAt = Number.NEGATIVE_INFINITY
  let cancelTimer: Cancel | undefined
  let finish: (() => void) | undefined
  const flushed = new Promise<void>((resolve) => (finish = resolve))

  /** Nobody is written to any more: what waits is seen here. */
  function show(): void {
    inner.append(waiting)
    first = next
    waiting = []
    if (!ending) return
    inner.end()
    finish?.()
  }

  function plan(): void {
    cancelTimer?.()
    cancelTimer = undefined
    if (inner.ended || sending) return
    if (alone) return show()
    const due = waiting.length > 0 || ending
    const waitMs = due ? gatherMs - (clock.now() - sentAt) : signMs
    if (due && (ending || waitMs <= 0)) void send()
    else cancelTimer = clock.schedule(() => void send(), due ? waitMs : signMs)
  }

  async function send(): Promise<void> {
    if (sending || inner.ended) return
    sending = true
    const batch = waiting
    const ends = ending
    waiting = []
    sentAt = clock.now()
    try {
      const told =
        batch.length === 0 && !ends
          ? await runs.renew(streamId)
          : await runs.append(streamId, first, batch, ends)
      if (told.fenced) return await bury(told.stop)
      first += batch.length
      inner.append(batch)
      if (ends) {
        inner.end()
        finish?.()
      }
      heed(told)
    } catch (thrown) {
      alone = true
      waiting = [...batch, ...waiting]
      options.onAlone(thrown)
    } finally {
      sending = false
      plan()
    }
  }

  function heed({ stop, isRead }: Appended): void {
    if (isRead) options.onRead()
    if (stop !== undefined) options.onStop(stop)
  }

  /** Others have ended it: what they wrote is how it ends, here too. */
  async function bury(wish: StopWish | undefined): Promise<void> {
    // First: what has ended is not stopped.
    options.onStop(wish === 'removed' ? wish : 'interrupted')
    ending = true
    const { events } = await runs.read(streamId, inner.next - 1)
    inner.append(events)
    inner.end()
    finish?.()
  }

  return {
    get next() {
      return next
    },
    get ended() {
      return ending
    },
    flushed,
    append(events) {
      if (ending || events.length === 0) return
      next += events.length
      waiting.push(...events)
      plan()
    },
    end() {
      if (ending) return
      ending = true
      plan()
    },
    read: (after) => inner.read(after),
  }
}
