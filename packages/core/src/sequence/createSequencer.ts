import { ChatError, type Cancel, type Clock } from '@millrace/protocol'

export interface SequencerOptions<Item> {
  /** Frames that name another stream are not ours. */
  readonly stream: string
  /** Whether an item ends the stream: nothing after it counts. */
  readonly isEnd: (item: Item) => boolean
  readonly clock: Clock
  /** The connection should be made anew, asking for what follows `after` (-1: from the start). */
  readonly onGap: (after: number) => void
  /** How far ahead of the next number a frame may be and still be held. Default 64. */
  readonly windowSize?: number
  /** How long a gap may stay open before `onGap`, in milliseconds. Default 2000. */
  readonly gapWaitMs?: number
  /** The first number expected. Default 0. */
  readonly next?: number
}

/** Puts the numbered frames of one stream in order, once each. */
export interface Sequencer<Item> {
  /**
   * Takes a frame in order of arrival and returns what is now in order, often one item, often none.
   * @throws {ChatError} `bad_sequence` for a number that is not an integer from 0 to 2^53-1.
   */
  push(stream: string, n: number, item: Item): readonly Item[]
  /** The number of the last item in unbroken order, -1 before the first: what `Last-Event-ID` says. */
  readonly after: number
  /** Whether the end was reached in order. */
  readonly ended: boolean
  readonly counts: SequencerCounts
  /** Numbers held back behind a gap, ascending. */
  readonly heldBack: readonly number[]
  /** Takes the gap's timer back. */
  close(): void
}

export interface SequencerCounts {
  /** Frames whose number was taken already or is being held. */
  readonly duplicatesDropped: number
  /** Of those, how many said something else; for frames long shown only while remembered. */
  readonly conflicts: number
  /** Frames after the end. */
  readonly lateIgnored: number
  readonly otherStreamIgnored: number
  /** Frames too far ahead to be held. */
  readonly farAhead: number
}

/**
 * At every moment what was returned is a prefix of the stream: nothing after a gap is early, nothing
 * comes twice. At most `windowSize` frames are held. The rules are `vectors/frame-assembly.json`.
 */
export function createSequencer<Item>(options: SequencerOptions<Item>): Sequencer<Item> {
  const { stream, isEnd, clock, onGap, windowSize = 64, gapWaitMs = 2000 } = options
  const held = new Map<number, Item>()
  // The latest items that were handed out, to tell a repeat from a contradiction.
  const recent = new Map<number, Item>()
  let next = options.next ?? 0
  let ended = false
  let cancelTimer: Cancel | undefined
  const counts = {
    duplicatesDropped: 0,
    conflicts: 0,
    lateIgnored: 0,
    otherStreamIgnored: 0,
    farAhead: 0,
  }

  function stopTimer(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  /** One timer a gap: it starts with the first frame held back and again after any progress. */
  function watchGap(progressed: boolean): void {
    if (progressed || held.size === 0) stopTimer()
    if (held.size === 0 || cancelTimer !== undefined) return
    cancelTimer = clock.schedule(() => {
      cancelTimer = undefined
      onGap(next - 1)
    }, gapWaitMs)
  }

  function drop(known: Item | undefined, item: Item): void {
    counts.duplicatesDropped++
    if (known !== undefined && !same(known, item)) counts.conflicts++
  }

  function release(): Item[] {
    const ready: Item[] = []
    for (let item = held.get(next); item !== undefined && !ended; item = held.get(next)) {
      held.delete(next)
      recent.set(next, item)
      recent.delete(next - windowSize)
      next++
      ready.push(item)
      ended = isEnd(item)
    }
    if (ended) held.clear()
    return ready
  }

  return {
    push(from, n, item) {
      if (from !== stream) {
        counts.otherStreamIgnored++
        return []
      }
      if (ended) {
        counts.lateIgnored++
        return []
      }
      if (!Number.isSafeInteger(n) || n < 0) {
        stopTimer()
        throw new ChatError('bad_sequence', 'The answer came with a number that makes no sense.')
      }
      if (n < next || held.has(n)) {
        drop(n < next ? recent.get(n) : held.get(n), item)
        return []
      }
      if (n >= next + windowSize) {
        counts.farAhead++
        onGap(next - 1)
        return []
      }
      held.set(n, item)
      const ready = release()
      watchGap(ready.length > 0)
      return ready
    },
    get after() {
      return next - 1
    },
    get ended() {
      return ended
    },
    get counts() {
      return { ...counts }
    },
    get heldBack() {
      return [...held.keys()].toSorted((a, b) => a - b)
    },
    close: stopTimer,
  }
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
