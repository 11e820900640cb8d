import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import type { Provider } from '../provider/Provider.ts'
import { createRedis } from '../store/redis/createRedis.ts'
import { createCache, type CacheSettings } from './createCache.ts'
import { answering, whole } from '../fixtures/answering.ts'
import { newPrefix } from './fixtures/cacheStores.ts'
import { hearing, prompt } from './fixtures/hearing.ts'
import { keyOf } from './keyOf.ts'
import { redisCache } from './redisCache.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

const start = 1_000_000
const who = { user: 'ann' }

/** One node of several. */
function node(prefix: string, provider: Provider, settings: CacheSettings = {}) {
  const clock = manualClock(start)
  const redis = createRedis(client, { prefix, clock })
  const cache = createCache(redisCache(redis), { clock, ...settings })
  const storing: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>): void => void storing.push(work)
  const around = cache.around(provider, { who, providers: [provider], fresh: false, waitUntil })
  return {
    clock,
    redis,
    around,
    stored: async () => void (await Promise.all(storing)),
    async ask() {
      const heard = hearing(around)
      await heard.done
      await Promise.all(storing)
      return heard
    },
  }
}

async function nameIn(redis: ReturnType<typeof createRedis>, provider: Provider): Promise<string> {
  const key = await keyOf({ scope: 'user', who, providers: [provider], request: prompt() })
  return redis.key('cache', key ?? '')
}

describe('nodes with one Redis (T-75)', () => {
  test('one asks, the other waits for its answer', async () => {
    const prefix = newPrefix()
    const provider = handFedProvider()
    const [one, two] = [node(prefix, provider), node(prefix, provider)]
    const leader = hearing(one.around)
    await provider.asked()
    const follower = hearing(two.around)
    for (let tenth = 0; tenth < 10; tenth++) {
      await waits(two.clock)
      await two.clock.advance(100)
    }
    expect(provider.requests).toHaveLength(1)
    provider.say('Good day.')
    provider.finish()
    await leader.done
    await one.stored()
    await untilDone(two.clock, follower.done)
    expect(follower.text).toBe('Good day.')
    expect(follower.events[0]).toEqual({
      type: 'notice',
      notice: { kind: 'cached', createdAt: start },
    })
    expect(provider.requests).toHaveLength(1)
  })

  test('it does not wait for ever', async () => {
    const prefix = newPrefix()
    const provider = handFedProvider()
    const [one, two] = [node(prefix, provider), node(prefix, provider, { followMs: 1000 })]
    const leader = hearing(one.around)
    await provider.asked()
    const follower = hearing(two.around)
    for (let tenth = 0; tenth < 10; tenth++) {
      await waits(two.clock)
      expect(provider.requests).toHaveLength(1)
      await two.clock.advance(100)
    }
    await provider.asked(2)
    provider.say('Mine.')
    provider.finish()
    await follower.done
    expect(follower.text).toBe('Mine.')
    leader.leave()
    await provider.idle()
  })

  test('it asks by itself once the other has nothing to give', async () => {
    const prefix = newPrefix()
    const provider = handFedProvider()
    const [one, two] = [node(prefix, provider), node(prefix, provider)]
    const leader = hearing(one.around)
    await provider.asked()
    const follower = hearing(two.around)
    await waits(two.clock)
    provider.say('Too lo')
    provider.feed({ type: 'finish', finishReason: 'length' })
    await leader.done
    await one.stored()
    await two.clock.advance(100)
    await provider.asked(2)
    provider.say('Good day.')
    provider.finish()
    await follower.done
    expect(follower.text).toBe('Good day.')
  })

  test('who stopped it and asks again waits for nobody', async () => {
    const provider = handFedProvider({ deaf: true })
    const { around, redis } = node(newPrefix(), provider)
    const heard = hearing(around)
    await provider.asked()
    heard.leave()
    await expect(heard.done).rejects.toThrow('left')
    // The lease goes back on a call of its own.
    await vi.waitFor(async () =>
      expect(await client.sendCommand(['KEYS', redis.key('cache-lead', '*')])).toEqual([]),
    )
    const again = hearing(around)
    await provider.asked(2)
    provider.say('Good day.')
    provider.finish()
    await again.done
  })
})

/** Resolves once nothing is waited for but the next look: Redis has its own time, which is not held still. */
async function waits(clock: ManualClock): Promise<void> {
  while (clock.pending !== 1) await clock.advance(0)
}

async function untilDone(clock: ManualClock, done: Promise<void>): Promise<void> {
  let over = false
  void done.then(() => (over = true))
  while (!over) await clock.advance(clock.pending === 1 ? 100 : 0)
}

test('an answer is kept under a time of its own, in the same step (T-76)', async () => {
  const provider = answering(whole)
  const { ask, redis } = node(newPrefix(), provider, { ttlSeconds: 7200, staleIfErrorSeconds: 60 })
  await ask()
  const ttl = Number(await client.sendCommand(['PTTL', await nameIn(redis, provider)]))
  expect(ttl).toBeGreaterThan(7_250_000)
  expect(ttl).toBeLessThanOrEqual(7_260_000)
  expect(await client.sendCommand(['KEYS', redis.key('cache-lead', '*')])).toEqual([])
})

test('a look and a write are one call each', async () => {
  const provider = answering(whole)
  const { ask, redis } = node(newPrefix(), provider)
  await ask()
  await ask()
  const before = redis.calls
  await ask()
  expect(redis.calls - before).toBe(1)
})

describe('what is no answer of ours is a miss, and written over (T-77)', () => {
  const far = `${start * 2}:`
  const answer = (fields: object): string =>
    far +
    JSON.stringify({
      version: 1,
      createdAt: start,
      provider: 'p',
      model: 'm',
      events: [{ type: 'text', text: 'Evil.' }],
      ...fields,
    })

  test.each<readonly [string, (key: string) => readonly string[]]>([
    ['garbage', () => ['SET', 'garbage']],
    ['nothing', () => ['SET', '']],
    ['a time without a text', () => ['SET', far]],
    ['half of one', (key) => ['SET', answer({ key }).slice(0, -20)]],
    ['another version', (key) => ['SET', answer({ key, version: 2 })]],
    ['the answer to another question (T-72)', () => ['SET', answer({ key: '1-other' })]],
    ['one from the future', (key) => ['SET', answer({ key, createdAt: start + 60_001 })]],
    [
      'events that we never keep',
      (key) => ['SET', answer({ key, events: [{ type: 'tool-call' }] })],
    ],
    ['a text that is none', (key) => ['SET', answer({ key, events: [{ type: 'text', text: 5 }] })]],
    ['no events', (key) => ['SET', answer({ key, events: [] })]],
    ['null', () => ['SET', `${far}null`]],
    ['a list', () => ['SET', `${far}[]`]],
    ['a huge one', (key) => ['SET', answer({ key, more: 'x'.repeat(2 << 20) })]],
    ['one of another kind', () => ['RPUSH', 'a']],
  ])('%s', async (_, put) => {
    const provider = answering(whole)
    const { ask, redis } = node(newPrefix(), provider)
    const name = await nameIn(redis, provider)
    const [command = '', value = ''] = put(decodeURIComponent(name.split(':').at(-1) ?? ''))
    await client.sendCommand([command, name, value])
    expect((await ask()).events).toEqual(whole)
    expect(redis.health.status).toBe('ok')
    expect((await ask()).text).toBe('Good day.')
    expect(provider.requests).toHaveLength(1)
  })

  test('fields that are not ours stay out', async () => {
    const provider = answering(whole)
    const { ask, redis } = node(newPrefix(), provider)
    const name = await nameIn(redis, provider)
    const key = decodeURIComponent(name.split(':').at(-1) ?? '')
    const events = [{ type: 'text', text: 'Hi.', refusal: true, __proto__: { a: 1 }, b: 2 }]
    await client.sendCommand(['SET', name, answer({ key, events, evil: true })])
    const heard = await ask()
    expect(heard.events[2]).toStrictEqual({ type: 'text', text: 'Hi.' })
  })
})

describe('a Redis that is none (T-77)', () => {
  test.each<readonly [string, () => Promise<unknown>]>([
    ['text', () => Promise.resolve('garbage')],
    ['a number', () => Promise.resolve(42)],
    ['null', () => Promise.resolve(null)],
    ['a list of lists', () => Promise.resolve([[['fresh']], []])],
    ['fresh without a text', () => Promise.resolve(['fresh', null])],
    ['fresh with a text', () => Promise.resolve(['fresh', '9:{"version":1}'])],
    ['a failure', () => Promise.reject(new Error('ECONNREFUSED'))],
    [
      'a throw',
      () => {
        throw new Error('closed')
      },
    ],
  ])('%s: the answer is untouched', async (_, sendCommand) => {
    const provider = answering(whole)
    const clock = manualClock(start)
    const store = redisCache(createRedis({ sendCommand }, { clock }))
    const around = createCache(store, { clock }).around(provider, {
      who,
      providers: [provider],
      fresh: false,
    })
    for (let time = 0; time < 5; time++) {
      const heard = hearing(around)
      await heard.done
      expect(heard.events).toEqual(whole)
      await clock.advance(0)
    }
    expect(provider.requests).toHaveLength(5)
    expect(clock.pending).toBe(0)
  })

  test('one that takes 2 s is waited for 100 ms, until three calls in a row have failed, and then left alone', async () => {
    const provider = answering(whole)
    const clock = manualClock(start)
    const sendCommand = () =>
      new Promise<unknown>((resolve) => clock.schedule(() => resolve('OK'), 2000))
    const redis = createRedis({ sendCommand }, { clock })
    const store = redisCache(redis)
    let looks = 0
    const counted: typeof store = {
      ...store,
      open(...asked) {
        looks++
        return store.open(...asked)
      },
    }
    const around = createCache(counted, { clock }).around(provider, {
      who,
      providers: [provider],
      fresh: false,
    })
    const tookMs: number[] = []
    for (let time = 1; time <= 4; time++) {
      const before = clock.now()
      const heard = hearing(around)
      void heard.done.then(() => tookMs.push(clock.now() - before))
      // Hashing has a time of its own, which is not held still.
      while (looks < time) await clock.advance(0)
      // What it takes, and then what giving up on the write takes.
      await clock.advance(200)
      expect(heard.events).toEqual(whole)
    }
    expect(tookMs).toEqual([100, 100, 0, 0])
    expect(redis.health.status).toBe('failing')
  })
})
