import { nanoDollars } from '@millrace/protocol'

/** How numbers are written in a language. */
export interface Numbers {
  count(value: number): string
  /** A share from 0 to 1, in whole per cent. */
  percent(share: number): string
  /** Nano-dollars as dollars, with the digits that a small amount needs: `$0.0042`, `< $0.0001`. */
  cost(cost: number): string
}

/** Less is not told apart. */
const leastDollars = 0.0001

const known = new Map<string, Numbers>()

/**
 * How numbers are written in this language. Made once for each.
 * @throws {RangeError} for what is no language tag.
 */
export function numbersFor(locale: string): Numbers {
  const made = known.get(locale) ?? makeNumbers(locale)
  known.set(locale, made)
  return made
}

function makeNumbers(locale: string): Numbers {
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const money = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
  const [whole, fine, finest] = [money(2), money(3), money(4)]
  return {
    count: (value) => count.format(value),
    percent: (share) => percent.format(share),
    cost(cost) {
      const dollars = cost / nanoDollars
      if (dollars === 0 || dollars >= 0.1) return whole.format(dollars)
      if (dollars < leastDollars) return `< ${finest.format(leastDollars)}`
      return (dollars < 0.01 ? finest : fine).format(dollars)
    },
  }
}
