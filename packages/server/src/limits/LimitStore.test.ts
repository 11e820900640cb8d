import { type Random, systemClock } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createRedis, type Redis } from '../store/redis/createRedis.ts'
import { type BucketState, inParts, levelAt, taken, waitFor } from './bucket.ts'
import type { LimitStore, NamedBucket, NamedRepeats, Taken } from './LimitStore.ts'
import { memoryLimits } from './memoryLimits.ts'
import { redisLimits } from './redisLimits.ts'
import { countedAt, waitForRepeat } from './repeats.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

function newRedis(): Redis {
  return createRedis(client, { prefix: `limits-${Math.random()}`, clock: manualClock() })
}

/** The functions, one after the other: what the stores must agree with. */
function byFunctions(): (...asked: Parameters<LimitStore['take']>) => Taken {
  const states = new Map<string, BucketState>()
  const counts = new Map<string, readonly number[]>()
  return (buckets, now, repeats) => {
    const waits = buckets.map((bucket) => {
      const parts = inParts(bucket)
      const ms = waitFor(levelAt(states.get(bucket.key), parts, now), parts, now)
      return { key: bucket.key, ms }
    })
    const counted =
      repeats === undefined ? [] : countedAt(counts.get(repeats.key) ?? [], repeats, now)
    if (repeats !== undefined) {
      waits.push({ key: repeats.key, ms: waitForRepeat(counted, repeats, now) })
    }
    const waitMs = Math.max(0, ...waits.map(({ ms }) => ms))
    const longest = waits.find(({ ms }) => ms === waitMs && ms > 0)
    if (longest !== undefined) return { taken: false, waitMs, key: longest.key }
    for (const bucket of buckets) {
      const parts = inParts(bucket)
      states.set(bucket.key, taken(levelAt(states.get(bucket.key), parts, now), parts))
    }
    if (repeats !== undefined) counts.set(repeats.key, [...counted, now])
    return { taken: true }
  }
}

const jumps = [0, 0, 1, 7, 1000, 60_000, 3_600_000, 1e11, -1, -5000, -59_999, -60_001, -3_600_000]

function pick<One>(random: Random, list: readonly One[]): One {
  return list[Math.floor(random() * list.length)] as One
}

function randomBuckets(random: Random, keys: readonly string[]): NamedBucket[] {
  return keys
    .filter(() => random() < 0.4)
    .map((key) => ({
      key,
      // The same key of another size, now and then: somebody changed the settings.
      capacity: pick(random, [1, 2, 3.5, 20, 1e6, 1e8]),
      perMinute: pick(random, [0, 0.001, 1 / 3, 1, 59.9, 6000, 1e6]),
      ...(random() < 0.5 ? {} : { cost: pick(random, [0, 1e-7, 0.1, 1, 2 / 3, 5, 1e8]) }),
    }))
}

test.each([1, 2, 3, 4, 5, 6])(
  'functions, memory and Redis agree on 250 random steps (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const memory = memoryLimits()
    const redis = redisLimits(newRedis())
    const functions = byFunctions()
    const keys = ['a', '__proto__', '', 'Ä:{}', 'A']
    let now = 1_700_000_000_000
    for (let step = 0; step < 250; step++) {
      now = Math.max(0, now + pick(random, jumps))
      const buckets = randomBuckets(random, keys)
      const repeats: NamedRepeats | undefined =
        random() < 0.5
          ? undefined
          : {
              key: pick(random, ['r', '__proto__r']),
              times: pick(random, [1, 2, 5]),
              withinMs: pick(random, [1, 1000, 70_000]),
            }
      const expected = functions(buckets, now, repeats)
      expect(await memory.take(buckets, now, repeats), `step ${step}`).toEqual(expected)
      expect(await redis.take(buckets, now, repeats), `step ${step}`).toEqual(expected)
    }
  },
)

describe.each([
  ['memory', () => memoryLimits()],
  ['Redis', () => redisLimits(newRedis())],
] as const)('%s', (_, newStore) => {
  test('takes from all or from none', async () => {
    const store = newStore()
    const wide = { key: 'wide', capacity: 2, perMinute: 60 }
    const narrow = { key: 'narrow', capacity: 1, perMinute: 6 }
    expect(await store.take([wide, narrow], 0)).toEqual({ taken: true })
    const refused = { taken: false, waitMs: 10_000, key: 'narrow' }
    for (let n = 0; n < 5; n++) expect(await store.take([wide, narrow], 0)).toEqual(refused)
    expect(await store.take([wide], 0)).toEqual({ taken: true })
    expect(await store.take([wide, narrow], 0)).toEqual(refused)
  })

  test('200 at once against a bucket of 20 are 20', async () => {
    const store = newStore()
    const bucket = { key: 'b', capacity: 20, perMinute: 1 }
    const came = await Promise.all(Array.from({ length: 200 }, () => store.take([bucket], 5)))
    expect(came.filter((one) => one.taken)).toHaveLength(20)
  })

  test('a repeat that is refused does not count, and the time told is exact', async () => {
    const store = newStore()
    const repeats = { key: 'r', times: 2, withinMs: 1000 }
    expect(await store.take([], 0, repeats)).toEqual({ taken: true })
    expect(await store.take([], 400, repeats)).toEqual({ taken: true })
    expect(await store.take([], 500, repeats)).toEqual({ taken: false, waitMs: 500, key: 'r' })
    expect(await store.take([], 999, repeats)).toEqual({ taken: false, waitMs: 1, key: 'r' })
    expect(await store.take([], 1000, repeats)).toEqual({ taken: true })
    expect(await store.take([], 1000, repeats)).toEqual({ taken: false, waitMs: 400, key: 'r' })
  })
})

test('Redis forgets what is full again, and keeps what never fills for 30 days', async () => {
  const redis = newRedis()
  const store = redisLimits(redis)
  const fills = { key: 'fills', capacity: 10, perMinute: 1 }
  const never = { key: 'never', capacity: 10, perMinute: 0 }
  await store.take([fills, never], 1000, { key: 'repeats', times: 3, withinMs: 5000 })
  const ttl = async (key: string) => Number(await redis.command(['PTTL', redis.key('limit', key)]))
  // A minute more each: clocks differ.
  for (const [key, ms] of [
    ['fills', 120_000],
    ['never', 30 * 86_400_000],
    ['repeats', 65_000],
  ] as const) {
    const left = await ttl(key)
    expect(left, key).toBeLessThanOrEqual(ms)
    expect(left, key).toBeGreaterThan(ms - 30_000)
  }
})

test('what Redis holds and cannot be read is as good as nothing', async () => {
  const redis = newRedis()
  const store = redisLimits(redis)
  await redis.command(['SET', redis.key('limit', 'b'), 'what?'])
  await redis.command(['SET', redis.key('limit', 'r'), 'a 1x -'])
  const bucket = { key: 'b', capacity: 1, perMinute: 1 }
  const repeats = { key: 'r', times: 1, withinMs: 1000 }
  expect(await store.take([bucket], 1e12, repeats)).toEqual({ taken: true })
  expect(await store.take([bucket], 1e12)).toMatchObject({ taken: false, waitMs: 60_000 })
})

test.each([['OK'], [null], [[]], [[5, 7]], [[-9, 1]], [['x', 1]]])(
  'an answer of Redis that is none (%j) is a failure',
  async (reply) => {
    const lying = { sendCommand: () => Promise.resolve<unknown>(reply) }
    const store = redisLimits(createRedis(lying, { clock: systemClock }))
    const bucket = { key: 'b', capacity: 1, perMinute: 1 }
    await expect(store.take([bucket], 0)).rejects.toMatchObject({ code: 'unavailable' })
  },
)

test('memory holds so many buckets and no more; the emptiest stay (T-90: many names)', async () => {
  const store = memoryLimits({ maxKeys: 100 })
  const mine = { key: 'mine', capacity: 5, perMinute: 0.001 }
  for (let n = 0; n < 5; n++) await store.take([mine], 0)
  for (let n = 0; n < 5000; n++) {
    await store.take([{ key: `other ${n}`, capacity: 5, perMinute: 0 }], n, {
      key: `repeat ${n}`,
      times: 9,
      withinMs: 60_000,
    })
    expect(store.size).toBeLessThanOrEqual(101)
  }
  expect(await store.take([mine], 5000)).toMatchObject({ taken: false })
})
