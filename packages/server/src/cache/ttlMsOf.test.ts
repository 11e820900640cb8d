import { expect, test } from 'vitest'
import { ttlMsOf } from './ttlMsOf.ts'

const hour = 3_600_000

test.each([
  [false, 0],
  [0, 0],
  [-0, 0],
  [-5, 0],
  [Number.NaN, 0],
  [0.001, hour],
  [60, hour],
  [3600, hour],
  [7200, 2 * hour],
  [86_401, 24 * hour],
  [Infinity, 24 * hour],
] as const)('%s seconds are %s ms, between 1 and 24 hours (T-76)', (seconds, ms) => {
  expect(ttlMsOf(seconds, false)).toBe(ms)
})

test.each([
  [0, 0],
  [Number.NaN, 0],
  [-1, 0],
  [0.0001, 1],
  [60, 60_000],
  [200_000, 200_000_000],
  [Infinity, 365 * 24 * hour],
] as const)('%s seconds, taken as they are, are %s ms (T-76)', (seconds, ms) => {
  expect(ttlMsOf(seconds, true)).toBe(ms)
})
