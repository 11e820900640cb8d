import type { Cancel, Chunk, Clock } from '@millrace/protocol'
import { chunkQueue } from './chunkQueue.ts'
import type { FrameSource } from './FrameSource.ts'

/** How often the screen follows: `calm` every 50 ms, `frame` every frame, or bounds of your own. */
export type Pace = 'calm' | 'frame' | { readonly minMs: number; readonly maxMs: number }

export interface PacerOptions {
  readonly clock: Clock
  readonly frames: FrameSource
  /** Takes the chunks that are due, in order. Called once per update. */
  readonly apply: (chunks: readonly Chunk[]) => void
  /** Default `calm`. */
  readonly pace?: Pace
}

/** Collects chunks and hands them on at a pace the screen can follow. */
export interface Pacer {
  add(chunks: readonly Chunk[]): void
  /** Hands on the rest without waiting for the pace, slice by slice; resolves when nothing is left. */
  finish(): Promise<void>
  /** Hands on everything at once, now, and stops. */
  flush(): void
  /** Forgets what waits. No timer, frame or listener is left. */
  stop(): void
  /** How many source characters wait. */
  readonly pending: number
}

/** Source characters per update at most: a burst arrives in slices, so that no task is long. */
const sliceSize = 8192
const firstSliceSize = 4096
const leastSliceSize = 1024
/**
 * How long an update of a burst should take: behind it the browser lays out and paints, in the same frame. Code that
 * never ran is slow, and so are some machines: a slice is as long as the one before suggests.
 */
const sliceMs = 24
/** Rendering gets about a quarter of the main thread. */
const shareOfTime = 4
const hiddenMs = 1000

/**
 * The first text at once, then every `minMs`, more rarely when an update took long (four times as
 * long as it took, `maxMs` at most). A burst comes frame by frame, in slices that shrink while they take long. While the page is hidden: when a read arrives and a second has
 * passed, and at the end; no timer.
 */
export function createPacer({ clock, frames, apply, pace = 'calm' }: PacerOptions): Pacer {
  const { minMs, maxMs } = boundsOf(pace)
  const queue = chunkQueue()
  let cancelNext: Cancel | undefined
  let stopWatching: Cancel | undefined
  let lastAt: number | undefined
  let waitMs = minMs
  let size = firstSliceSize
  let finished: (() => void) | undefined

  function update(): void {
    cancelNext = undefined
    const startedAt = clock.now()
    lastAt = startedAt
    // What is less than a slice costs more by its update than by its length.
    const cutLength = queue.size > size ? size : undefined
    apply(queue.take(size))
    size = sliceSize
    // React renders in a microtask that was queued by the update: behind it, the time is known.
    queueMicrotask(() => {
      const tookMs = clock.now() - startedAt
      waitMs = Math.min(maxMs, Math.max(minMs, tookMs * shareOfTime))
      if (cutLength !== undefined) size = nextSliceSize(cutLength, tookMs)
    })
    if (queue.size > 0) plan()
    else settle()
  }

  function settle(): void {
    if (finished === undefined) return
    halt()
    finished()
    finished = undefined
  }

  /** Sees to it that one update is on its way. */
  function plan(): void {
    if (cancelNext !== undefined || queue.size === 0) return
    if (frames.isHidden()) return planHidden()
    if (finished !== undefined || queue.size > size) {
      cancelNext = frames.onFrame(update)
      return
    }
    const dueMs = lastAt === undefined ? 0 : Math.max(0, lastAt + waitMs - clock.now())
    // A frame may be 16 ms away: the timer is set short of it, the frame does the rest.
    cancelNext =
      dueMs < 16
        ? frames.onFrame(update)
        : clock.schedule(() => {
            cancelNext = frames.onFrame(update)
          }, dueMs - 8)
  }

  function planHidden(): void {
    if (finished !== undefined || lastAt === undefined || clock.now() - lastAt >= hiddenMs) {
      cancelNext = frames.onTask(update)
    }
  }

  function halt(): void {
    cancelNext?.()
    cancelNext = undefined
    stopWatching?.()
    stopWatching = undefined
  }

  return {
    add(chunks) {
      queue.add(chunks)
      // A frame that was asked for never comes once the page is hidden.
      stopWatching ??= frames.onVisibilityChange(() => {
        cancelNext?.()
        cancelNext = undefined
        plan()
      })
      plan()
    },
    finish() {
      if (queue.size === 0) {
        halt()
        return Promise.resolve()
      }
      return new Promise((resolve) => {
        finished = resolve
        cancelNext?.()
        cancelNext = undefined
        plan()
      })
    },
    flush() {
      if (queue.size > 0) apply(queue.take(Number.POSITIVE_INFINITY))
      halt()
      finished?.()
      finished = undefined
    },
    stop() {
      queue.take(Number.POSITIVE_INFINITY)
      halt()
      finished?.()
      finished = undefined
    },
    get pending() {
      return queue.size
    },
  }
}

function nextSliceSize(length: number, tookMs: number): number {
  return Math.min(sliceSize, Math.max(leastSliceSize, Math.floor((length * sliceMs) / tookMs)))
}

function boundsOf(pace: Pace): { readonly minMs: number; readonly maxMs: number } {
  if (pace === 'frame') return { minMs: 0, maxMs: 120 }
  return pace === 'calm' ? { minMs: 50, maxMs: 120 } : pace
}
