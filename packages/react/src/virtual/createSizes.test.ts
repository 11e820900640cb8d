import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { createSizes } from './createSizes.ts'

const ids = Array.from({ length: 100 }, (_, index) => `m${index}`)

test('what is not known is taken for the middle one of what is', () => {
  const sizes = createSizes()
  sizes.arrange(ids)
  sizes.note([
    [97, 100],
    [98, 9000],
    [99, 300],
  ])
  expect(sizes.offsetPx(97)).toBe(97 * 300)
  expect(sizes.offsetPx(100)).toBe(97 * 300 + 9400)
})

test('what is known of a message goes with it to its new place', () => {
  const sizes = createSizes()
  sizes.arrange(ids)
  sizes.note([
    [0, 10],
    [1, 20],
    [2, 20],
  ])
  sizes.arrange(['older', ...ids])
  expect(sizes.offsetPx(1)).toBe(20)
  expect(sizes.offsetPx(2)).toBe(30)
  sizes.arrange(['m2', 'm1'])
  expect(sizes.offsetPx(2)).toBe(40)
})

test('places and heights agree with adding them up, whatever is noted in whatever order (seeded)', () => {
  const random = seededRandom(8)
  const sizes = createSizes()
  sizes.arrange(ids)
  const heights = ids.map(() => 100)
  sizes.note(ids.map((_, index) => [index, 100]))
  for (let step = 0; step < 300; step++) {
    const index = Math.floor(random() * ids.length)
    const height = Math.floor(random() * 900)
    heights[index] = height
    sizes.note([[index, height]])
    const at = Math.floor(random() * ids.length)
    const offset = heights.slice(0, at).reduce((sum, height) => sum + height, 0)
    expect(sizes.offsetPx(at)).toBe(offset)
    if ((heights[at] ?? 0) > 0) {
      expect(sizes.between(offset, offset + (heights[at] ?? 0) - 1)).toEqual([at, at])
    }
  }
})
