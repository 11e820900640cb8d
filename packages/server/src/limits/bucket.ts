/** A token bucket: how much it holds, and how fast it fills. */
export interface Bucket {
  /** Tokens in it when it is full. */
  readonly capacity: number
  /** Tokens that come back, down to thousandths. 0: what is taken never comes back. */
  readonly perMinute: number
  /** Tokens taken. What costs more than the bucket can hold takes all that it can hold. Default 1. */
  readonly cost?: number
}

/** A bucket at one moment. One that nobody knows is full. */
export interface BucketState {
  /** In parts of a token, see `inParts`. */
  readonly level: number
  /** When it was so, in milliseconds since the epoch. */
  readonly at: number
}

/** A bucket in whole numbers: nothing is lost to fractions, here as in Lua. */
export interface BucketParts {
  readonly capacity: number
  readonly perMs: number
  readonly cost: number
}

/** A thousandth of a token, times the milliseconds of a minute: what comes back in a millisecond is a whole number. */
const partsPerToken = 60_000_000

/**
 * So far do the clocks of nodes differ at most: a bucket is as of the newest of them, and does not fill until the others
 * are there. What lies further ahead is of a clock that was set back since, and is as good as nothing.
 */
export const skewMs = 60_000

export function inParts({ capacity, perMinute, cost = 1 }: Bucket): BucketParts {
  const most = Math.round(capacity * partsPerToken)
  return {
    capacity: most,
    perMs: Math.round(perMinute * 1000),
    cost: Math.min(most, Math.round(cost * partsPerToken)),
  }
}

/** The bucket as it is now. */
export function levelAt(
  state: BucketState | undefined,
  { capacity, perMs }: BucketParts,
  now: number,
): BucketState {
  const elapsedMs = state === undefined ? -Infinity : now - state.at
  if (state === undefined || elapsedMs < -skewMs) return { level: capacity, at: now }
  const filled = state.level + Math.max(0, elapsedMs) * perMs
  return { level: Math.min(capacity, filled), at: Math.max(now, state.at) }
}

/** How long until the cost is there, in whole milliseconds: 0 now, `Infinity` never. Of a bucket as it is now. */
export function waitFor(
  { level, at }: BucketState,
  { perMs, cost }: BucketParts,
  now: number,
): number {
  if (level >= cost) return 0
  return perMs === 0 ? Infinity : at - now + Math.ceil((cost - level) / perMs)
}

/** The bucket with the cost taken. Of one as it is now that has it. */
export function taken({ level, at }: BucketState, { cost }: BucketParts): BucketState {
  return { level: level - cost, at }
}
