import { expect, test } from 'vitest'
import { pinTopPx } from './pinTopPx.ts'

test('a question stands a little below the top', () => {
  expect(pinTopPx({ topPx: 1000, heightPx: 80 }, 500)).toBe(984)
})

test('of a question that is too high the end is seen, on two fifths of the view', () => {
  expect(pinTopPx({ topPx: 1000, heightPx: 700 }, 500)).toBe(1500)
})

test('nothing is above the beginning', () => {
  expect(pinTopPx({ topPx: 8, heightPx: 80 }, 500)).toBe(0)
})
