/** The same thing so many times within a time, and then no more. */
export interface Repeats {
  readonly times: number
  readonly withinMs: number
}

/** Those of the times, oldest first, that still count. One that lies far ahead is of a clock that was set since. */
export function countedAt(
  before: readonly number[],
  { withinMs }: Repeats,
  now: number,
): readonly number[] {
  return before.filter((at) => Math.abs(now - at) < withinMs).toSorted((one, two) => one - two)
}

/** How long until once more is allowed, in milliseconds: 0 now. Of times that count. */
export function waitForRepeat(
  counted: readonly number[],
  { times, withinMs }: Repeats,
  now: number,
): number {
  const oldest = counted[counted.length - times]
  return oldest === undefined ? 0 : oldest + withinMs - now
}
