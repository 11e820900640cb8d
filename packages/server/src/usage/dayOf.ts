/** The day in UTC: `2026-08-21`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10)
}
