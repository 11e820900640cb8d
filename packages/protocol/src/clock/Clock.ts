/** Time, handed in. Every wait of the library goes through one, so that a test can hold it still. */
export interface Clock {
  /** Milliseconds since the epoch. May jump; measure spans with two readings of the same clock. */
  now(): number
  /** Runs `task` once, `delayMs` from now. Returns what takes it back. */
  schedule(task: () => void, delayMs: number): Cancel
}

/** Takes a scheduled task back. Calling it late or twice does nothing. */
export type Cancel = () => void

/** A number in [0, 1), as `Math.random` gives it. */
export type Random = () => number

/** Makes an id that nobody has used before and nobody can guess (128 bits at least). */
export type NewId = () => string
