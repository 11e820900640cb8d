/**
 * The day of a moment where the reader is, or in a time zone: `2020-03-29`. Days of one zone compare as they follow.
 * @param time - In milliseconds since the epoch, within what a `Date` can name by a day.
 * @throws {RangeError} for what is no time zone.
 */
export function dayOf(time: number, timeZone?: string): string {
  const [year, month, day] = timeZone === undefined ? dateHere(time) : dateIn(timeZone, time)
  // `Date.UTC` would take the years up to 99 for those of the last century.
  return new Date(new Date(0).setUTCFullYear(year, month - 1, day)).toISOString().slice(0, -14)
}

type CalendarDate = readonly [year: number, month: number, day: number]

/** Twenty times as fast as `Intl`, and right when the reader has travelled. */
function dateHere(time: number): CalendarDate {
  const date = new Date(time)
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
}

function dateIn(timeZone: string, time: number): CalendarDate {
  const parts = formatFor(timeZone).formatToParts(time)
  const partOf = (name: string): string => parts.find(({ type }) => type === name)?.value ?? ''
  const year = Number(partOf('year'))
  return [partOf('era') === 'BC' ? 1 - year : year, Number(partOf('month')), Number(partOf('day'))]
}

const known = new Map<string, Intl.DateTimeFormat>()

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const made =
    known.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
  known.set(timeZone, made)
  return made
}
