import { expect, test } from 'vitest'
import { createPulse } from './createPulse.ts'

test('counts what happens in slices of a quarter of a second', () => {
  const pulse = createPulse()
  pulse.beat(10_000)
  pulse.beat(10_249, 2)
  pulse.beat(10_250)
  expect(pulse.slices(10_600).slice(-4)).toEqual([0, 3, 1, 0])
  expect(pulse.perSecond(10_600)).toBe(4)
})

test('forgets what is over ten seconds old, however long nothing happens', () => {
  const pulse = createPulse()
  pulse.beat(10_000)
  expect(pulse.slices(19_750)[0]).toBe(1)
  expect(pulse.slices(20_000)).toEqual(Array.from({ length: 40 }, () => 0))
  pulse.beat(90_000)
  expect(pulse.slices(90_000).at(-1)).toBe(1)
})
