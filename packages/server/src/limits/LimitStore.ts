import type { Bucket } from './bucket.ts'
import type { Repeats } from './repeats.ts'

/** A bucket by its name. */
export interface NamedBucket extends Bucket {
  readonly key: string
}

/** Something that is counted, by its name. */
export interface NamedRepeats extends Repeats {
  readonly key: string
}

/** What came of taking: all was there, or which one has to be waited for longest. */
export type Taken =
  | { readonly taken: true }
  /** `waitMs` is `Infinity` where waiting does not help. */
  | { readonly taken: false; readonly waitMs: number; readonly key: string }

/** Where limits are counted. */
export interface LimitStore {
  /**
   * Takes from all buckets, and counts the repeat, or does neither: what is refused costs nothing. One step for
   * everybody else.
   * @param buckets - Each of another key.
   * @param now - Milliseconds since the epoch, by the caller's clock.
   * @throws {ChatError} `unavailable` when the store fails.
   */
  take(buckets: readonly NamedBucket[], now: number, repeats?: NamedRepeats): Promise<Taken>
}

/** So long is a bucket that never fills kept after it was last taken from, in milliseconds: 30 days. */
export const keepEmptyMs: number = 30 * 86_400_000
