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

test('what is no language tag is refused', () => {
  expect(() => numbersFor('no language').count(1)).toThrow(RangeError)
})
