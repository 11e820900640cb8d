import { whenAsked } from './whenAsked.ts'

/** How days and times are written in a language. */
export interface Dates {
  /**
   * A day, on a line of its own: `Today`, `Yesterday`, `Tuesday, March 3`, with the year if that is not today's.
   * @param day - As `2020-03-03`, in the calendar of ISO 8601.
   * @param today - The same. Undefined where nobody knows: then it is written whole.
   */
  day(day: string, today: string | undefined): string
  /** The month of a day: `March`, with the year if that is not today's. */
  month(day: string, today: string): string
  /** The hour and minute of a moment, in milliseconds since the epoch: `9:41 AM`. */
  time(moment: number): string
  /** A moment whole: `Tuesday, March 3, 2020 at 9:41 AM`. */
  moment(moment: number): string
}

const dayMs = 86_400_000

const known = new Map<string, Dates>()

/**
 * How days and times are written in this language. Made once for each, and for each time zone.
 * @param timeZone - Of moments. Default: where the reader is.
 * @throws {RangeError} when it writes, for what is no language tag or no time zone.
 */
export function datesFor(locale: string, timeZone?: string): Dates {
  const key = `${locale} ${timeZone ?? ''}`
  const made = known.get(key) ?? makeDates(locale, timeZone)
  known.set(key, made)
  return made
}

function makeDates(locale: string, timeZone: string | undefined): Dates {
  const format = (options: Intl.DateTimeFormatOptions): (() => Intl.DateTimeFormat) =>
    whenAsked(() => new Intl.DateTimeFormat(locale, options))
  const relative = whenAsked(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  // Which day it is was said already: a day has no zone.
  const date = { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' } as const
  const thisYear = format(date)
  const anyYear = format({ ...date, year: 'numeric' })
  const monthThisYear = format({ timeZone: 'UTC', month: 'long' })
  const monthAnyYear = format({ timeZone: 'UTC', month: 'long', year: 'numeric' })
  const hour = format({ timeZone, hour: 'numeric', minute: '2-digit' })
  const whole = format({ timeZone, dateStyle: 'full', timeStyle: 'short' })
  function wordsOf(day: string, today = ''): string {
    const days = (Date.parse(day) - Date.parse(today)) / dayMs
    if (days === 0 || days === -1) return relative().format(days, 'day')
    return (yearOf(day) === yearOf(today) ? thisYear : anyYear)().format(Date.parse(day))
  }
  return {
    day: (day, today) => capitalized(wordsOf(day, today), locale),
    month(day, today) {
      const months = (yearOf(day) === yearOf(today) ? monthThisYear : monthAnyYear)()
      return capitalized(months.format(Date.parse(day)), locale)
    },
    time: (moment) => hour().format(moment),
    moment: (moment) => whole().format(moment),
  }
}

function yearOf(day: string): string {
  return day.slice(0, -6)
}

/** Where a language has capitals for the first letter of a line: Georgian has some, but not for this. */
function capitalized(words: string, locale: string): string {
  return words.replace(/^\p{Changes_When_Titlecased}/u, (letter) =>
    letter.toLocaleUpperCase(locale),
  )
}
