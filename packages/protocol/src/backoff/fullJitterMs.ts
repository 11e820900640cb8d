import type { Random } from '../clock/Clock.ts'

export interface Backoff {
  /** Doubled per attempt. In milliseconds. */
  readonly baseMs: number
  /** The most that is waited. In milliseconds. */
  readonly capMs: number
}

/**
 * How long to wait before trying once more: anywhere from 0 to `baseMs` doubled per attempt, `capMs` at most. Full
 * jitter does the least work in all when many wait for the same thing (AWS Architecture Blog, "Exponential Backoff
 * And Jitter").
 * @param attempt - Failures so far: 1 after the first.
 */
export function fullJitterMs(attempt: number, { baseMs, capMs }: Backoff, random: Random): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1))
}
