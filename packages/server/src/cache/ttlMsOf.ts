const hour = 3600
/** A year: what is longer is a mistake. */
const longest = 365 * 24 * hour

/** How long an answer is fresh, in milliseconds; 0 for what is no time. */
export function ttlMsOf(seconds: number | false, exact: boolean): number {
  if (seconds === false || !(seconds > 0)) return 0
  const held = exact ? Math.min(seconds, longest) : Math.min(Math.max(seconds, hour), 24 * hour)
  return Math.ceil(held * 1000)
}
