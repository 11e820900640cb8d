/** How a limit stands. */
export interface Standing {
  /** Per minute. */
  readonly limit: number
  readonly remaining: number
  /** Until all of it is there again. */
  readonly resetMs: number
}

/** How the limits of a client stand; undefined where there is none. */
export interface Standings {
  readonly requests?: Standing | undefined
  readonly tokens?: Standing | undefined
}

export const minuteMs = 60_000

/** What limits are said to be where a fault only says what is left. */
export const usualLimits = { requests: 500, tokens: 200_000 }

/** Until so much of a limit is there: it comes back evenly, all of it in a minute. */
export function msUntil(wanted: number, left: number, limit: number): number {
  return Math.ceil(((wanted - left) * minuteMs) / limit)
}

/** How a limit stands of which so much is left. */
export function standingOf(limit: number, left: number): Standing {
  return {
    limit,
    remaining: Math.floor(left),
    resetMs: msUntil(limit, left, limit),
  }
}
