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

const minuteMs = 60_000

/** How a limit stands of which so much is left: it comes back evenly, all of it in a minute. */
export function standingOf(limit: number, left: number): Standing {
  return {
    limit,
    remaining: Math.floor(left),
    resetMs: Math.ceil(((limit - left) * minuteMs) / limit),
  }
}
