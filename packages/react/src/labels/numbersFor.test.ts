import { describe, expect, test } from 'vitest'
import { numbersFor } from './numbersFor.ts'

describe('a cost in nano-dollars', () => {
  test.each([
    [0, '$0.00'],
    [1, '< $0.0001'],
    [99_999, '< $0.0001'],
    [100_000, '$0.0001'],
    [4_200_000, '$0.0042'],
    [23_000_000, '$0.023'],
    [100_000_000, '$0.10'],
    [1_234_560_000_000, '$1,234.56'],
  ])('%i is %s', (nanoDollars, written) => {
    expect(numbersFor('en').cost(nanoDollars)).toBe(written)
  })
})

test('numbers are written as in the language of the words', () => {
  const { count, percent, cost } = numbersFor('de')
  // Between a number and its sign German has a space that does not break.
  expect([count(1204), percent(0.7), cost(4_200_000)]).toEqual([
    '1.204',
    '70\u00a0%',
    '0,0042\u00a0$',
  ])
})

test.each([
  [0, '0.0 sec'],
  [412, '0.4 sec'],
  [9949, '9.9 sec'],
  [9950, '10 sec'],
  [83_000, '83 sec'],
])('%i ms are %s', (ms, written) => {
  expect(numbersFor('en').seconds(ms)).toBe(written)
})

test.each([
  [1, '1 sec'],
  [59, '59 sec'],
  [60, '1 min 0 sec'],
  [3725, '62 min 5 sec'],
])('%i s are a duration of %s', (seconds, written) => {
  expect(numbersFor('en').duration(seconds)).toBe(written)
})

test.each([
  [0, '0 sec', '0 seconds'],
  [1, '1 sec', '1 second'],
  [59, '59 sec', '59 seconds'],
  [60, '1 min 0 sec', '1 minute'],
  [80, '1 min 20 sec', '1 minute 20 seconds'],
  [3600, '1 hr 0 min', '1 hour'],
  [7505, '2 hr 5 min', '2 hours 5 minutes'],
  [90_000, '25 hr 0 min', '25 hours'],
])('of %i s that are left %s are seen, and %s heard', (seconds, seen, heard) => {
  const { timeLeft, timeLeftInWords } = numbersFor('en')
  expect([timeLeft(seconds), timeLeftInWords(seconds)]).toEqual([seen, heard])
})

test.each([
  ['de', '1 Min. 20 Sek.', '1 Minute 20 Sekunden'],
  ['zh-Hans', '1分钟 20秒', '1分钟 20秒钟'],
  ['ar', '1 د 20 ث', 'دقيقة 20 ثانية'],
])('what is left is written as in %s', (locale, seen, heard) => {
  const { timeLeft, timeLeftInWords } = numbersFor(locale)
  const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
  expect([plain(timeLeft(80)), plain(timeLeftInWords(80))]).toEqual([seen, heard])
})

test('what is no language tag is refused', () => {
  expect(() => numbersFor('no language').count(1)).toThrow(RangeError)
})
