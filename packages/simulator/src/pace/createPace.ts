/**
 * How fast answers come. `'none'` writes everything as fast as the reader takes it.
 */
export type Pacing =
  | 'none'
  | {
      /** Milliseconds from the headers to the first token. Default 350. */
      readonly firstTokenMs?: number
      /** Milliseconds from one token to the next. Default 20. */
      readonly tokenMs?: number
      /** Share by which each wait may be shorter or longer, from 0 to 1. Default 0.25. */
      readonly jitter?: number
    }

/** Waits of one answer, in milliseconds. */
export interface Pace {
  readonly firstTokenMs: () => number
  readonly tokenMs: () => number
}

/**
 * Makes the pace of one answer.
 * @param random - Numbers from 0 to 1 for the jitter; seeded, so that a run can be repeated.
 */
export function createPace(pacing: Pacing, random: () => number): Pace {
  if (pacing === 'none') return { firstTokenMs: () => 0, tokenMs: () => 0 }
  const { firstTokenMs = 350, tokenMs = 20, jitter = 0.25 } = pacing
  const vary = (ms: number): number => ms * (1 + jitter * (2 * random() - 1))
  return { firstTokenMs: () => vary(firstTokenMs), tokenMs: () => vary(tokenMs) }
}

/** @throws {RangeError} if a wait is negative or not finite, or the jitter is not from 0 to 1. */
export function checkPacing(pacing: Pacing): void {
  if (pacing === 'none') return
  for (const name of ['firstTokenMs', 'tokenMs'] as const) {
    const ms = pacing[name]
    if (ms !== undefined && !(ms >= 0 && Number.isFinite(ms))) {
      throw new RangeError(`pacing.${name} has to be 0 or more milliseconds, not ${ms}.`)
    }
  }
  const { jitter } = pacing
  if (jitter !== undefined && !(jitter >= 0 && jitter <= 1)) {
    throw new RangeError(`pacing.jitter has to be from 0 to 1, not ${jitter}.`)
  }
}
