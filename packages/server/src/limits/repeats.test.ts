import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { countedAt, waitForRepeat } from './repeats.ts'

test('in no stretch of the time are there more, and none is refused that would fit (T-91)', () => {
  const random = seededRandom(91)
  for (let round = 0; round < 200; round++) {
    const repeats = {
      times: 1 + Math.floor(random() * 5),
      withinMs: 1 + Math.floor(random() * 1000),
    }
    const allowed: number[] = []
    let kept: readonly number[] = []
    for (let n = 0, now = 0; n < 100; n++, now += Math.floor(random() * 300)) {
      kept = countedAt(kept, repeats, now)
      const recent = allowed.filter((at) => now - at < repeats.withinMs)
      const waitMs = waitForRepeat(kept, repeats, now)
      expect(waitMs === 0, `round ${round}`).toBe(recent.length < repeats.times)
      if (waitMs > 0) {
        expect(waitForRepeat(countedAt(kept, repeats, now + waitMs), repeats, now + waitMs)).toBe(0)
        continue
      }
      kept = [...kept, now]
      allowed.push(now)
    }
  }
})

test('what lies far ahead is of a clock that was set back, and does not count', () => {
  const repeats = { times: 2, withinMs: 1000 }
  expect(countedAt([1, 500, 999, 5000], repeats, 1000)).toEqual([1, 500, 999])
  expect(countedAt([5000, 1999, 900], repeats, 1000)).toEqual([900, 1999])
})
