import { expect, test } from 'vitest'
import { readArgs } from './readArgs.mjs'
import { fixed, median, quantile, spread } from './stats.mjs'

test('takes the middle of an odd number, and the mean of the two in the middle of an even one', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNull()
})

test('leaves out what was not measured', () => {
  expect(spread([2, null, undefined, Number.NaN, 4, 3])).toEqual({
    min: 2,
    median: 3,
    max: 4,
    n: 3,
  })
  expect(spread([null])).toBeNull()
})

test('takes the value that a share of all are not above', () => {
  const values = Array.from({ length: 100 }, (_, index) => index)
  expect(quantile(values, 0.95)).toBe(95)
  expect(quantile(values, 1)).toBe(99)
})

test('prints a dash for what there is not', () => {
  expect([fixed(1.25, 1), fixed(null), fixed(Number.NaN, 2), fixed(0)]).toEqual([
    '1.3',
    '-',
    '-',
    '0',
  ])
})

test('reads arguments, and refuses what does not look like one', () => {
  expect(readArgs(['--reps=5', '--quick', '--only=a,b'])).toEqual({
    reps: '5',
    quick: true,
    only: 'a,b',
  })
  expect(() => readArgs(['reps=5'])).toThrow(/--key=value/)
})
