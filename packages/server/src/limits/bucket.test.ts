import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { type Bucket, type BucketState, inParts, levelAt, taken, waitFor } from './bucket.ts'

/** A bucket in the hand. */
function inHand(bucket: Bucket) {
  const parts = inParts(bucket)
  let state: BucketState | undefined
  return {
    /** How long to wait, where it is not there. */
    take(now: number): number {
      const current = levelAt(state, parts, now)
      const waitMs = waitFor(current, parts, now)
      if (waitMs === 0) state = taken(current, parts)
      return waitMs
    },
  }
}

test('holds so many at once, and fills evenly', () => {
  const bucket = inHand({ capacity: 3, perMinute: 60 })
  expect([0, 0, 0, 0].map((at) => bucket.take(at))).toEqual([0, 0, 0, 1000])
  expect(bucket.take(999)).toBe(1)
  expect(bucket.take(1000)).toBe(0)
  expect(bucket.take(1000)).toBe(1000)
})

test('after exactly the wait it is there, a millisecond before it is not, whatever the fractions', () => {
  const random = seededRandom(11)
  for (let round = 0; round < 2000; round++) {
    const capacity = 1 + random() * 20
    const cost = capacity * (0.05 + random() * 0.95)
    const early = inHand({ capacity, perMinute: 0.001 + random() ** 4 * 5000, cost })
    const now = 1_700_000_000_000
    let waitMs = 0
    for (let n = 0; n <= 20 && waitMs === 0; n++) waitMs = early.take(now)
    expect(waitMs).toBeGreaterThan(0)
    expect(early.take(now + waitMs - 1), `round ${round}`).toBe(1)
    expect(early.take(now + waitMs), `round ${round}`).toBe(0)
  }
})

test('a year of taking a third of a token as often as it comes gives exactly a year of them', () => {
  const bucket = inHand({ capacity: 1, perMinute: 1 / 60, cost: 1 / 3 })
  let count = 0
  const until = 365 * 86_400_000
  for (let now = 0; now < until; now += bucket.take(now) || 0) {
    while (bucket.take(now) === 0) count++
  }
  // Rates are thousandths: 0.017 a minute.
  expect(count).toBe(Math.floor(3 + (until / 60_000) * 0.017 * 3))
})

test('after a gap of years it is full, not more', () => {
  const bucket = inHand({ capacity: 2, perMinute: 1e6 })
  for (const now of [0, 1e12, Number.MAX_SAFE_INTEGER]) {
    expect([bucket.take(now), bucket.take(now)]).toEqual([0, 0])
    expect(bucket.take(now)).toBe(1)
  }
})

test('a clock that goes back fills nothing twice and shuts nobody out for long', () => {
  const day = 86_400_000
  const bucket = inHand({ capacity: 1, perMinute: 1 })
  expect(bucket.take(day)).toBe(0)
  // Another node, ten seconds behind: its time comes.
  expect(bucket.take(day - 10_000)).toBe(70_000)
  expect(bucket.take(day)).toBe(60_000)
  // A clock that was set back by hours begins anew.
  expect(bucket.take(0)).toBe(0)
  expect(bucket.take(0)).toBe(60_000)
  expect(bucket.take(60_000)).toBe(0)
  expect(bucket.take(day)).toBe(0)
})

test('what costs more than it can hold takes all of it', () => {
  const bucket = inHand({ capacity: 2, perMinute: 60, cost: 9 })
  expect(bucket.take(0)).toBe(0)
  expect(bucket.take(1000)).toBe(1000)
  expect(bucket.take(2000)).toBe(0)
})

test('where nothing comes back, waiting does not help', () => {
  const bucket = inHand({ capacity: 1, perMinute: 0 })
  expect([bucket.take(0), bucket.take(1e15)]).toEqual([0, Infinity])
})
