import { expect, test } from 'vitest'
import { directionOf } from './directionOf.ts'

test.each([
  ['ar', 'rtl'],
  ['ar-EG', 'rtl'],
  ['AR-eg', 'rtl'],
  ['ar-u-nu-latn', 'rtl'],
  ['he', 'rtl'],
  ['fa-IR', 'rtl'],
  ['ur', 'rtl'],
  ['ckb', 'rtl'],
  ['en', 'ltr'],
  ['de-DE', 'ltr'],
  ['zh-Hans', 'ltr'],
  ['zh-yue-Hant', 'ltr'],
  // A script says more than the language.
  ['uz-Arab', 'rtl'],
  ['pa-Arab-PK', 'rtl'],
  ['ff-Adlm', 'rtl'],
  ['sd-Deva', 'ltr'],
  ['ks-Deva-IN', 'ltr'],
  ['ar-Latn', 'ltr'],
  // What only looks like a script.
  ['en-x-arab', 'ltr'],
  // No tags at all.
  ['', 'ltr'],
  ['no language', 'ltr'],
])('%s is written %s', (locale, direction) => {
  expect(directionOf(locale)).toBe(direction)
})

test('of every language that Intl has words for, it knows the direction', () => {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
  const pairs = letters.flatMap((first) => letters.map((second) => first + second))
  const triples = pairs.flatMap((pair) => letters.map((third) => pair + third))
  const known = Intl.DateTimeFormat.supportedLocalesOf([...pairs, ...triples])
  expect(known.length).toBeGreaterThan(100)
  expect(known.filter((locale) => directionOf(locale) !== directionByIntl(locale))).toEqual([])
})

function directionByIntl(locale: string): 'ltr' | 'rtl' {
  const { script = '' } = new Intl.Locale(locale).maximize()
  return /^(?:Adlm|Arab|Hebr|Mand|Nkoo|Rohg|Samr|Syrc|Thaa|Yezi)$/.test(script) ? 'rtl' : 'ltr'
}
