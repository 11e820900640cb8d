import { manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { keyOf } from '../policy/Policy.ts'
import { withThrottle } from '../policy/withThrottle.ts'
import type { Provider } from '../provider/Provider.ts'
import { trackedRedis } from './fixtures/trackedRedis.ts'
import { sharedRateLimits } from './sharedRateLimits.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

const start = 1_700_000_000_000

/** What all nodes share: a clock, a provider and what it tells of its limits, a Redis. */
function cluster() {
  const clock = manualClock(start)
  const world = { told: {} as Record<string, string>, calls: 0 }
  const provider: Provider = {
    name: 'p',
    model: 'm',
    async *stream(_, { onHeaders }) {
      world.calls++
      onHeaders?.(new Headers(world.told))
      yield [{ type: 'text', text: 'Hi' }]
    },
  }
  const key = keyOf(provider)
  const prefix = `rate-limits-${Math.random()}`
  return Object.assign(world, {
    clock,
    key,
    node() {
      const tracked = trackedRedis(client, prefix, clock)
      const rateLimits = sharedRateLimits(tracked.redis, { clock })
      const guarded = withThrottle({}, { clock, rateLimits })(provider)
      return Object.assign(tracked, {
        remaining: () => rateLimits.get(key)?.get('requests')?.remaining,
        /** Asks: what was said, or why not. */
        async ask(): Promise<string> {
          const { signal } = new AbortController()
          let said = ''
          const request = { prompt: [], maxOutputTokens: 1 }
          for await (const read of guarded.stream(request, { signal })) {
            for (const event of read) {
              if (event.type === 'text') said += event.text
              if (event.type === 'error') said = `after ${event.error.retryAfterMs}`
            }
          }
          await tracked.idle()
          return said
        },
      })
    },
  })
}

function left(remaining: number, resets: string): Record<string, string> {
  return {
    'x-ratelimit-remaining-requests': `${remaining}`,
    'x-ratelimit-reset-requests': resets,
  }
}

test('what one node is told, the others keep to within a second', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  expect(await two.ask()).toBe('Hi')
  await world.clock.advance(1000)
  world.told = left(0, '60s')
  expect(await one.ask()).toBe('Hi')
  // What it was told while Redis had just been asked goes out before its next request.
  await world.clock.advance(1000)
  expect(await one.ask()).toBe('after 59000')
  await world.clock.advance(1000)
  expect(await two.ask()).toBe('after 58000')
  expect(await world.node().ask()).toBe('after 58000')
  expect(world.calls).toBe(2)
})

test('the newest wins; what is left of older news is older', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  world.told = left(10, '60s')
  await one.ask()
  await world.clock.advance(1000)
  await one.ask()
  await two.ask()
  // One takes a request of what it knows, after two was told less.
  await world.clock.advance(500)
  world.told = left(3, '60s')
  await two.ask()
  world.told = {}
  await one.ask()
  expect(one.remaining()).toBe(9)
  await world.clock.advance(1000)
  await two.ask()
  await one.ask()
  expect([one.remaining(), two.remaining()]).toEqual([2, 2])
})

test('Redis is asked once a second at most', async () => {
  const world = cluster()
  world.told = left(1000, '60s')
  const node = world.node()
  for (let second = 0; second < 3; second++) {
    for (let n = 0; n < 50; n++) expect(await node.ask()).toBe('Hi')
    await world.clock.advance(1000)
  }
  expect(node.commands()).toEqual(['EVALSHA', 'EVALSHA', 'EVALSHA'])
  const ttl = Number(await client.sendCommand(['PTTL', node.redis.key('rate-limits')]))
  expect(ttl).toBeGreaterThan(86_000_000)
})

test('without Redis each node knows what it was told itself (T-77)', async () => {
  const world = cluster()
  const node = world.node()
  node.fails = true
  world.told = left(0, '30s')
  expect(await node.ask()).toBe('Hi')
  expect(await node.ask()).toBe('after 30000')
})

test('what Redis holds and no node has written holds nobody back', async () => {
  const world = cluster()
  const node = world.node()
  for (const garbage of [
    'what?',
    '5 [',
    `${start} {}`,
    `${start} [["requests",{"remaining":"0","resetAt":${start + 9000}}]]`,
    `${start} [["requests",{"remaining":0,"resetAt":${start + 864_000_000}}]]`,
    `${start * 2} [["requests",{"remaining":0,"resetAt":${start + 9000}}]]`,
  ]) {
    await client.sendCommand(['HSET', node.redis.key('rate-limits'), world.key, garbage])
    expect(await node.ask(), garbage).toBe('Hi')
    await world.clock.advance(1000)
  }
})
