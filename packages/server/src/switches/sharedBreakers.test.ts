import { ChatError } from '@millrace/protocol'
import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Breaker, closedBreaker } from '../policy/breaker.ts'
import { keyOf } from '../policy/Policy.ts'
import { withBreaker } from '../policy/withBreaker.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { trackedRedis } from './fixtures/trackedRedis.ts'
import { sharedBreakers } from './sharedBreakers.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

const down: ProviderEvent = { type: 'error', error: new ChatError('overloaded', 'No.') }
const answer: readonly ProviderEvent[] = [
  { type: 'text', text: 'Hi' },
  { type: 'finish', finishReason: 'stop' },
]
const start = 1_700_000_000_000

/** What all nodes share: a clock, a provider, a Redis. */
function cluster() {
  const clock = manualClock(start)
  const world = { isDown: false, calls: 0, hold: undefined as Promise<void> | undefined }
  const provider: Provider = {
    name: 'p',
    model: 'm',
    async *stream() {
      world.calls++
      const { isDown } = world
      await world.hold
      if (isDown) yield [down]
      else for (const event of answer) yield [event]
    },
  }
  const prefix = `breakers-${Math.random()}`
  return Object.assign(world, {
    clock,
    key: keyOf(provider),
    node: () => nodeOf(provider, prefix, clock),
  })
}

function nodeOf(provider: Provider, prefix: string, clock: ManualClock) {
  const tracked = trackedRedis(client, prefix, clock)
  const learned: string[] = []
  const breakers = sharedBreakers(tracked.redis, {
    clock,
    onLearned: (_, { state }) => void learned.push(state),
  })
  const guarded = withBreaker({}, { clock, random: () => 0.5, breakers })(provider)
  return Object.assign(tracked, {
    breakers,
    learned,
    state: () => breakers.get(keyOf(provider))?.state ?? 'closed',
    /** Asks: what was said, or why not. */
    async ask(): Promise<string> {
      const { signal } = new AbortController()
      let said = ''
      for await (const read of guarded.stream({ prompt: [], maxOutputTokens: 1 }, { signal })) {
        for (const event of read) {
          if (event.type === 'text') said += event.text
          if (event.type === 'error') said = event.error.message === 'No.' ? 'failed' : 'refused'
        }
      }
      return said
    },
  })
}

async function openOn(node: ReturnType<typeof nodeOf>): Promise<void> {
  for (let n = 0; n < 5; n++) expect(await node.ask()).toBe('failed')
  expect(node.state()).toBe('open')
  await node.idle()
}

test('a breaker that one node opens is open on the others within a second, new ones included', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  expect(await two.ask()).toBe('Hi')
  world.isDown = true
  await openOn(one)
  await world.clock.advance(1000)
  const before = world.calls
  expect(await two.ask()).toBe('refused')
  expect(await world.node().ask()).toBe('refused')
  expect(world.calls).toBe(before)
  expect(two.breakers.get(world.key)).toMatchObject({
    state: 'open',
    until: start + 30_000,
    openMs: 30_000,
    cause: 'failed',
  })
  expect(two.learned).toEqual(['open'])
})

test('one node looks whether the provider is well again, and all hear of it', async () => {
  const world = cluster()
  const [one, two, three] = [world.node(), world.node(), world.node()]
  world.isDown = true
  await openOn(one)
  world.isDown = false
  await world.clock.advance(30_000)
  let goOn: () => void = () => undefined
  world.hold = new Promise<void>((resolve) => (goOn = resolve))
  const before = world.calls
  const asking = [one, one, two, two, three].map((node) => node.ask())
  // One of them is with the provider; the others are refused at once.
  const refused = new Promise<void>((resolve) => {
    let count = 0
    for (const asked of asking) void asked.then(() => ++count === 4 && resolve())
  })
  await refused
  expect(world.calls).toBe(before + 1)
  goOn()
  expect((await Promise.all(asking)).toSorted()).toEqual([
    'Hi',
    'refused',
    'refused',
    'refused',
    'refused',
  ])
  await Promise.all([one.idle(), two.idle(), three.idle()])
  await world.clock.advance(1000)
  for (const node of [one, two, three]) {
    expect(await node.ask()).toBe('Hi')
    expect(node.state()).toBe('closed')
  }
})

test('where the look fails, it is left alone for twice as long by all', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  world.isDown = true
  await openOn(one)
  await world.clock.advance(30_000)
  expect(await two.ask()).toBe('failed')
  await two.idle()
  const before = world.calls
  await world.clock.advance(1000)
  expect(await one.ask()).toBe('refused')
  expect(one.breakers.get(world.key)).toMatchObject({ openMs: 60_000, until: start + 90_000 })
  expect(world.calls).toBe(before)
})

test('where the node that looks is gone, another looks when its lease is over', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  world.isDown = true
  await openOn(one)
  world.isDown = false
  await world.clock.advance(30_000)
  world.hold = new Promise(() => undefined)
  const before = world.calls
  // It never comes back.
  void one.ask()
  const lease = one.redis.key('breaker-lease', world.key)
  while (world.calls === before) await client.sendCommand(['PING'])
  world.hold = undefined
  for (let n = 0; n < 3; n++) {
    expect(await two.ask()).toBe('refused')
    await world.clock.advance(1000)
  }
  const left = Number(await client.sendCommand(['PTTL', lease]))
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(30_000)
  await client.sendCommand(['DEL', lease])
  expect(await two.ask()).toBe('Hi')
})

test('Redis is asked once a second at most, and told of nothing while all is well', async () => {
  const world = cluster()
  const node = world.node()
  for (let second = 0; second < 3; second++) {
    for (let n = 0; n < 50; n++) expect(await node.ask()).toBe('Hi')
    await world.clock.advance(1000)
  }
  expect(node.commands()).toEqual(['HGETALL', 'HGETALL', 'HGETALL'])
})

test('without Redis each node goes on alone, and tells the others when Redis is back (T-77)', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  one.fails = true
  world.isDown = true
  await openOn(one)
  expect(await two.ask()).toBe('failed')
  await world.clock.advance(30_000)
  expect(await one.ask()).toBe('failed')
  expect(await one.ask()).toBe('refused')
  one.fails = false
  await world.clock.advance(1000)
  expect(await one.ask()).toBe('refused')
  await one.idle()
  expect(await two.ask()).toBe('refused')
  expect(two.breakers.get(world.key)).toEqual({
    ...one.breakers.get(world.key),
    generation: expect.any(Number),
  })
})

test('what a node found out while Redis was away is newer than what Redis kept', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  two.breakers.set(world.key, openUntil(start + 1))
  two.breakers.set(world.key, closedBreaker)
  await two.idle()
  one.fails = true
  world.isDown = true
  await openOn(one)
  one.fails = false
  await world.clock.advance(1000)
  expect(await one.ask()).toBe('refused')
  await one.idle()
  await world.clock.advance(1000)
  expect(await two.ask()).toBe('refused')
})

function openUntil(until: number): Breaker {
  return { state: 'open', generation: 0, until, openMs: 1, cause: 'failed' }
}

test('that one looks while Redis comes back is not told as well again', async () => {
  const world = cluster()
  const one = world.node()
  one.fails = true
  world.isDown = true
  await openOn(one)
  await world.clock.advance(30_000)
  world.hold = new Promise(() => undefined)
  const before = world.calls
  void one.ask()
  while (world.calls === before) await client.sendCommand(['PING'])
  one.fails = false
  await world.clock.advance(1000)
  expect(await one.ask()).toBe('refused')
  await one.idle()
  expect(await client.sendCommand(['EXISTS', one.redis.key('breakers')])).toBe(0)
})

test('what was begun before a breaker was learned tells nothing any more', async () => {
  const world = cluster()
  const [one, two] = [world.node(), world.node()]
  let goOn: () => void = () => undefined
  world.hold = new Promise<void>((resolve) => (goOn = resolve))
  const late = two.ask()
  while (world.calls === 0) await two.redis.command(['PING'])
  world.hold = undefined
  world.isDown = true
  await openOn(one)
  await world.clock.advance(1000)
  expect(await two.ask()).toBe('refused')
  goOn()
  expect(await late).toBe('Hi')
  expect(two.state()).toBe('open')
})

test('what Redis holds and no node has written opens nothing', async () => {
  const world = cluster()
  const node = world.node()
  const all = node.redis.key('breakers')
  for (const garbage of [
    'what?',
    'null',
    '{"state":"open","stamp":"x"}',
    `{"state":"open","stamp":"y","until":${start + 864_000_000},"openMs":1,"cause":"failed"}`,
    '{"state":"probing","stamp":"z","openMs":1,"cause":"failed"}',
  ]) {
    await client.sendCommand(['HSET', all, world.key, garbage])
    expect(await node.ask(), garbage).toBe('Hi')
    await world.clock.advance(1000)
  }
  expect(node.learned).toEqual([])
})
