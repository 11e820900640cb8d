/** How often something happened, in slices of time up to now. */
export interface Pulse {
  beat(nowMs: number, times?: number): void
  /** Counts by slice, oldest first; the last one is still being counted. */
  slices(nowMs: number): readonly number[]
  /** How often a second, over the last whole second. */
  perSecond(nowMs: number): number
}

export const sliceMs = 250
const sliceCount = 40

/** The last ten seconds. */
export function createPulse(): Pulse {
  const counts: number[] = Array.from({ length: sliceCount }, () => 0)
  let latest = 0

  /** Empties the slices that time has passed over. */
  function move(nowMs: number): void {
    const slice = Math.floor(nowMs / sliceMs)
    const first = Math.max(latest + 1, slice - sliceCount + 1)
    for (let passed = first; passed <= slice; passed++) counts[passed % sliceCount] = 0
    latest = Math.max(latest, slice)
  }

  function slices(nowMs: number): readonly number[] {
    move(nowMs)
    return counts.map((_, index) => counts[(latest + 1 + index) % sliceCount] ?? 0)
  }

  return {
    beat(nowMs, times = 1) {
      move(nowMs)
      const at = latest % sliceCount
      counts[at] = (counts[at] ?? 0) + times
    },
    slices,
    perSecond(nowMs) {
      const whole = slices(nowMs).slice(0, -1)
      return whole.slice(-1000 / sliceMs).reduce((sum, count) => sum + count, 0)
    },
  }
}
