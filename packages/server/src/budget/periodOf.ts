import { dayOf } from '../usage/dayOf.ts'

/** A day or a month, in UTC: no time zone and no summer time moves its edges. */
export interface Period {
  readonly kind: 'day' | 'month'
  /** Its first day: `2026-08-21`. */
  readonly from: string
  /** Where the next one begins, in milliseconds since the epoch. */
  readonly endsAt: number
}

/** The day or the month that `now` is in. */
export function periodOf(kind: Period['kind'], now: number): Period {
  const date = new Date(now)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  return kind === 'day'
    ? { kind, from: dayOf(now), endsAt: Date.UTC(year, month, day + 1) }
    : { kind, from: dayOf(Date.UTC(year, month, 1)), endsAt: Date.UTC(year, month + 1, 1) }
}
