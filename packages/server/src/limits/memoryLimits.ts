import { type Bucket, type BucketState, inParts, levelAt, taken, waitFor } from './bucket.ts'
import type { LimitStore, NamedBucket, NamedRepeats, Taken } from './LimitStore.ts'
import { countedAt, type Repeats, waitForRepeat } from './repeats.ts'

export interface MemoryLimitsOptions {
  /** How many buckets are remembered. The fullest are forgotten first, which loses least. Default 100,000. */
  readonly maxKeys?: number
}

/** Limits of this process alone. */
export function memoryLimits({ maxKeys = 100_000 }: MemoryLimitsOptions = {}): LimitStore & {
  /** How many buckets are remembered. */
  readonly size: number
} {
  const buckets = new Map<string, { readonly bucket: Bucket; readonly state: BucketState }>()
  const counts = new Map<string, { readonly repeats: Repeats; readonly at: readonly number[] }>()

  function take(
    asked: readonly NamedBucket[],
    now: number,
    repeats: NamedRepeats | undefined,
  ): Taken {
    const found = asked.map((bucket) => {
      const parts = inParts(bucket)
      return { bucket, parts, state: levelAt(buckets.get(bucket.key)?.state, parts, now) }
    })
    let waitMs = 0
    let longest = ''
    function mayWait(key: string, ms: number): void {
      if (ms <= waitMs) return
      waitMs = ms
      longest = key
    }
    for (const { bucket, parts, state } of found) mayWait(bucket.key, waitFor(state, parts, now))
    const counted =
      repeats === undefined ? [] : countedAt(counts.get(repeats.key)?.at ?? [], repeats, now)
    if (repeats !== undefined) mayWait(repeats.key, waitForRepeat(counted, repeats, now))
    if (waitMs > 0) return { taken: false, waitMs, key: longest }
    for (const { bucket, parts, state } of found) {
      buckets.set(bucket.key, { bucket, state: taken(state, parts) })
    }
    if (repeats !== undefined) counts.set(repeats.key, { repeats, at: [...counted, now] })
    if (buckets.size + counts.size > maxKeys) forget(now)
    return { taken: true }
  }

  /** Makes room for a tenth more than was asked for: sorting each time would cost each request. */
  function forget(now: number): void {
    const shares: { readonly share: number; readonly forget: () => void }[] = []
    for (const [key, { bucket, state }] of buckets) {
      const parts = inParts(bucket)
      const share = levelAt(state, parts, now).level / parts.capacity
      shares.push({ share, forget: () => void buckets.delete(key) })
    }
    for (const [key, { repeats, at }] of counts) {
      const share = 1 - countedAt(at, repeats, now).length / repeats.times
      shares.push({ share, forget: () => void counts.delete(key) })
    }
    const tooMany = shares.length - Math.floor(maxKeys * 0.9)
    const fullest = shares.toSorted((one, two) => two.share - one.share)
    for (const one of fullest.slice(0, tooMany)) one.forget()
  }

  return {
    take: (asked, now, repeats) => Promise.resolve(take(asked, now, repeats)),
    get size() {
      return buckets.size + counts.size
    },
  }
}
