import { nanoDollars } from '@millrace/protocol'
import { whenAsked } from './whenAsked.ts'

/** How numbers are written in a language. */
export interface Numbers {
  count(value: number): string
  /** A share from 0 to 1, in whole per cent. */
  percent(share: number): string
  /** Milliseconds as seconds: `0.4 s`, `12 s`. */
  seconds(ms: number): string
  /** Whole seconds as minutes and seconds: `12 sec`, `1 min 5 sec`. */
  duration(seconds: number): string
  /** Whole seconds that are left, from an hour on in minutes: `8 sec`, `1 min 20 sec`, `2 hr 5 min`. */
  timeLeft(seconds: number): string
  /** The same to be spoken, without what is none: `8 seconds`, `1 minute 20 seconds`, `2 hours`. */
  timeLeftInWords(seconds: number): string
  /** As kilobytes and megabytes from a thousand on: `24 kB`, `1.2 MB`. */
  bytes(bytes: number): string
  /** Nano-dollars as dollars, with the digits that a small amount needs: `$0.0042`, `< $0.0001`. */
  cost(cost: number): string
}

/** Less is not told apart. */
const leastDollars = 0.0001

const known = new Map<string, Numbers>()

/**
 * How numbers are written in this language. Made once for each.
 * @throws {RangeError} when it writes, for what is no language tag.
 */
export function numbersFor(locale: string): Numbers {
  const made = known.get(locale) ?? makeNumbers(locale)
  known.set(locale, made)
  return made
}

function makeNumbers(locale: string): Numbers {
  const format = (options: Intl.NumberFormatOptions): (() => Intl.NumberFormat) =>
    whenAsked(() => new Intl.NumberFormat(locale, options))
  const digits = (count: number): Intl.NumberFormatOptions => ({
    minimumFractionDigits: count,
    maximumFractionDigits: count,
  })
  const count = format({ maximumFractionDigits: 0 })
  const percent = format({ style: 'percent' })
  const tenths = format({ style: 'unit', unit: 'second', ...digits(1) })
  const wholeSeconds = format({ style: 'unit', unit: 'second', ...digits(0) })
  const minutes = format({ style: 'unit', unit: 'minute' })
  const units = (unitDisplay: 'short' | 'long'): readonly (() => Intl.NumberFormat)[] =>
    ['hour', 'minute', 'second'].map((unit) => format({ style: 'unit', unit, unitDisplay }))
  const short = units('short')
  const long = units('long')
  const [whole, fine, finest] = [
    format({ style: 'currency', currency: 'USD', ...digits(2) }),
    format({ style: 'currency', currency: 'USD', ...digits(3) }),
    format({ style: 'currency', currency: 'USD', ...digits(4) }),
  ]
  const sizes = [
    // Short, `25 byte` is no English.
    format({ style: 'unit', unit: 'byte', unitDisplay: 'long', maximumFractionDigits: 0 }),
    format({ style: 'unit', unit: 'kilobyte', unitDisplay: 'short', maximumFractionDigits: 0 }),
    format({ style: 'unit', unit: 'megabyte', unitDisplay: 'short', maximumFractionDigits: 1 }),
  ]
  return {
    count: (value) => count().format(value),
    percent: (share) => percent().format(share),
    seconds: (ms) => (ms < 9950 ? tenths() : wholeSeconds()).format(ms / 1000),
    duration(seconds) {
      const rest = wholeSeconds().format(seconds % 60)
      return seconds < 60 ? rest : `${minutes().format(Math.floor(seconds / 60))} ${rest}`
    },
    timeLeft: (seconds) =>
      leadingTwo(seconds)
        .map(({ value, unit }) => short[unit]?.().format(value))
        .join(' '),
    timeLeftInWords(seconds) {
      const told = leadingTwo(seconds).filter(({ value }, at) => value > 0 || at === 0)
      return told.map(({ value, unit }) => long[unit]?.().format(value)).join(' ')
    },
    bytes(bytes) {
      const power = bytes < 999.5 ? 0 : bytes < 999_500 ? 1 : 2
      return sizes[power]?.().format(bytes / 1000 ** power) ?? ''
    },
    cost(cost) {
      const dollars = cost / nanoDollars
      if (dollars === 0 || dollars >= 0.1) return whole().format(dollars)
      if (dollars < leastDollars) return `< ${finest().format(leastDollars)}`
      return (dollars < 0.01 ? finest : fine)().format(dollars)
    },
  }
}

/** Hours and minutes, minutes and seconds, or seconds alone: the two that count of so many seconds. */
function leadingTwo(seconds: number): readonly { readonly value: number; readonly unit: number }[] {
  const values = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const first = values.findIndex((value, unit) => value > 0 || unit === 2)
  return values.map((value, unit) => ({ value, unit })).slice(first, first + 2)
}
