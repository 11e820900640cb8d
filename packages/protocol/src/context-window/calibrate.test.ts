import { expect, test } from 'vitest'
import { calibrate } from './calibrate.ts'

test('a provider that counts more is believed at once, in steps of a twentieth', () => {
  expect(calibrate(1, 1000, 1001)).toBeCloseTo(1.05)
  expect(calibrate(1, 1000, 1050)).toBeCloseTo(1.05)
  expect(calibrate(1, 1000, 1120)).toBeCloseTo(1.15)
  expect(calibrate(1.05, 1000, 2000)).toBeCloseTo(2)
})

test('one that counts a little less changes nothing', () => {
  expect(calibrate(1, 1000, 1000)).toBe(1)
  expect(calibrate(1, 1000, 900)).toBe(1)
  expect(calibrate(1, 1000, 851)).toBe(1)
})

test('one that counts much less is believed', () => {
  expect(calibrate(1, 1000, 840)).toBeCloseTo(0.85)
  expect(calibrate(2, 1000, 1000)).toBe(1)
})

test('what it comes to covers what was reported, and stays then', () => {
  for (let reported = 500; reported <= 3000; reported += 7) {
    const learned = calibrate(1, 1000, reported)
    expect(learned * 1000).toBeGreaterThanOrEqual(reported - 1e-6)
    expect(learned * 1000).toBeLessThan(reported + 150)
    expect(calibrate(learned, 1000, reported)).toBe(learned)
  }
})

test('a report from 0.5 to 3 times the count is the most that is believed', () => {
  expect(calibrate(1, 1000, 1_000_000)).toBe(3)
  expect(calibrate(1, 1000, 1)).toBe(0.5)
})

test.each([0, -1, NaN, Infinity, -Infinity])('%d is no count and is ignored', (nonsense) => {
  expect(calibrate(1.1, 1000, nonsense)).toBe(1.1)
  expect(calibrate(1.1, nonsense, 1000)).toBe(1.1)
  expect(calibrate(1.1, nonsense, nonsense)).toBe(1.1)
})
