import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ChatError, systemClock } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { createRedis, type Redis } from '../store/redis/createRedis.ts'
import { createEmergencyStop } from './createEmergencyStop.ts'
import { memorySwitch } from './memorySwitch.ts'
import { redisSwitch } from './redisSwitch.ts'
import type { SwitchState, SwitchStore } from './SwitchStore.ts'

const url = inject('redisUrl')
const client = createClient({ url })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

function newRedis(prefix = `switches-${Math.random()}`): Redis {
  return createRedis(client, { prefix, clock: manualClock() })
}

/** A store in the hand: it fails when told, and counts. */
function inHand() {
  const store = memorySwitch()
  const hand = { fails: false, reads: 0, sets: 0 }
  function working(): void {
    if (hand.fails) throw new ChatError('unavailable', 'Down.')
  }
  const watched: SwitchStore = {
    ...store,
    async read() {
      hand.reads++
      working()
      return await store.read()
    },
    async set(state) {
      hand.sets++
      working()
      await store.set(state)
    },
  }
  return Object.assign(hand, { store: watched, inside: store })
}

/** A node: its emergency stop, and what it was told. */
function nodeOf(store: SwitchStore, clock = manualClock(1_700_000_000_000)) {
  const changes: SwitchState[] = []
  const stop = createEmergencyStop(store, clock, { onChange: (state) => void changes.push(state) })
  return { stop, clock, changes }
}

const reason = 'spends too much'
const stopped = { stopped: true, reason, since: 1_700_000_000_000, by: 'ada' } as const

describe.each([
  ['memory', false, () => memorySwitch()],
  ['Redis', true, () => redisSwitch(newRedis())],
] as const)('%s', (_, survivesRestart, newStore) => {
  test('goes on until it is stopped, and again when it is started again', async () => {
    const store = newStore()
    expect(store.survivesRestart).toBe(survivesRestart)
    expect(await store.read()).toEqual({ stopped: false })
    await store.set(stopped)
    expect(await store.read()).toEqual(stopped)
    const { by: _by, ...anonymous } = stopped
    await store.set({ ...anonymous, by: undefined })
    expect(await store.read()).toEqual({ ...anonymous, by: undefined })
    await store.set({ stopped: false })
    expect(await store.read()).toEqual({ stopped: false })
  })
})

test('what Redis holds and is no stop is a failure, and changes nothing', async () => {
  const redis = newRedis()
  const node = nodeOf(redisSwitch(redis))
  await node.stop.stopAll(reason, 'ada')
  for (const garbage of ['{', 'null', '{"stopped":false}', '{"stopped":true}', '7']) {
    await redis.command(['SET', redis.key('stop'), garbage])
    await node.clock.advance(500)
    expect(await node.stop.check(), garbage).toEqual(stopped)
    expect(node.stop.status).toBe('failing')
  }
})

test('stops here at once; another node with running answers hears of it within a second (T-87)', async () => {
  const store = redisSwitch(newRedis())
  const clock = manualClock(1_700_000_000_000)
  const here = nodeOf(store, clock)
  const there = nodeOf(store, clock)
  const over = there.stop.watch()
  await there.stop.check()
  const stopping = here.stop.stopAll(reason, 'ada')
  expect(here.stop.state).toEqual(stopped)
  await stopping
  expect(there.stop.state).toEqual({ stopped: false })
  await clock.advance(500)
  await there.stop.check()
  expect(there.stop.state).toEqual(stopped)
  expect(there.changes).toEqual([stopped])
  over()
  await here.stop.startAgain()
  await clock.advance(500)
  expect(await there.stop.check()).toEqual({ stopped: false })
  expect(there.changes).toEqual([stopped, { stopped: false }])
})

test('a node that begins after the stop is stopped: it survives a restart (T-87)', async () => {
  const prefix = `switches-${Math.random()}`
  await nodeOf(redisSwitch(newRedis(prefix))).stop.stopAll(reason, 'ada')
  const after = nodeOf(redisSwitch(newRedis(prefix)))
  expect(after.stop.survivesRestart).toBe(true)
  expect(await after.stop.check()).toEqual(stopped)
})

test('the memory of a process does not survive it, and says so', async () => {
  await nodeOf(memorySwitch()).stop.stopAll(reason)
  const after = nodeOf(memorySwitch())
  expect(after.stop.survivesRestart).toBe(false)
  expect(await after.stop.check()).toEqual({ stopped: false })
})

test('nothing is asked before somebody asks, and no timer waits while nothing runs', async () => {
  const hand = inHand()
  const { stop, clock } = nodeOf(hand.store)
  await clock.advance(60_000)
  expect([hand.reads, clock.pending]).toEqual([0, 0])
  await Promise.all(Array.from({ length: 100 }, () => stop.check()))
  expect([hand.reads, clock.pending]).toEqual([1, 0])
  for (let n = 0; n < 100; n++) void stop.state
  await clock.advance(499)
  await stop.check()
  expect(hand.reads).toBe(1)
  await clock.advance(1)
  for (let n = 0; n < 100; n++) void stop.state
  await stop.check()
  expect([hand.reads, clock.pending]).toEqual([2, 0])
})

test('while answers run the store is read twice a second, however many run', async () => {
  const hand = inHand()
  const { stop, clock } = nodeOf(hand.store)
  const overs = Array.from({ length: 50 }, () => stop.watch())
  await clock.advance(5000)
  expect(hand.reads).toBe(11)
  for (const over of overs) {
    over()
    over()
  }
  expect(clock.pending).toBe(0)
  await clock.advance(5000)
  expect(hand.reads).toBe(11)
})

test('an end while the store is read leaves no timer', async () => {
  const { stop, clock } = nodeOf(memorySwitch())
  const over = stop.watch()
  const checking = stop.check()
  over()
  await checking
  await clock.advance(0)
  expect(clock.pending).toBe(0)
})

test('without the store it is stopped here, and the others are told when it answers (T-77, T-87)', async () => {
  const hand = inHand()
  const { stop, clock } = nodeOf(hand.store)
  hand.fails = true
  await expect(stop.stopAll(reason, 'ada')).rejects.toMatchObject({
    code: 'unavailable',
    message: 'Stopped here. The other nodes are told as soon as the store answers.',
  })
  expect([stop.state, stop.status]).toEqual([stopped, 'failing'])
  await clock.advance(2000)
  expect(await stop.check()).toEqual(stopped)
  hand.fails = false
  await clock.advance(500)
  expect(await hand.inside.read()).toEqual(stopped)
  expect([stop.state, stop.status, clock.pending]).toEqual([stopped, 'ok', 0])
})

test('while the store fails what was known last holds', async () => {
  const hand = inHand()
  const { stop, clock, changes } = nodeOf(hand.store)
  await stop.stopAll(reason, 'ada')
  hand.fails = true
  await clock.advance(500)
  expect(await stop.check()).toEqual(stopped)
  expect([stop.status, changes]).toEqual(['failing', [stopped]])
})

test('what was read before it was stopped here does not start it again', async () => {
  const store = memorySwitch()
  let answer: () => void = () => undefined
  const slow: SwitchStore = {
    ...store,
    async read() {
      const state = await store.read()
      await new Promise<void>((resolve) => (answer = resolve))
      return state
    },
  }
  const { stop, clock, changes } = nodeOf(slow)
  void stop.state
  await clock.advance(0)
  await stop.stopAll(reason, 'ada')
  answer()
  await clock.advance(0)
  expect(stop.state).toEqual(stopped)
  expect(changes).toEqual([stopped])
})

const watchingProcess = fileURLToPath(new URL('fixtures/watchingProcess.ts', import.meta.url))

/** A node in a process of its own. */
function startNode(prefix: string) {
  const args = ['--conditions=@millrace/source', watchingProcess, url, prefix]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  let wake: () => void = () => undefined
  let rest = ''
  child.stdout.on('data', (piece) => {
    const parts = (rest + String(piece)).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
    wake()
  })
  return {
    /** The next line that it writes. */
    async line(): Promise<string> {
      for (;;) {
        const next = lines.shift()
        if (next !== undefined) return next
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('two processes of one Redis: the other is stopped too, and after a kill and a restart (T-87)', async () => {
  const prefix = `switches-${Math.random()}`
  const here = createEmergencyStop(redisSwitch(newRedis(prefix)), systemClock)
  const there = startNode(prefix)
  expect(await there.line()).toBe('goes on')
  await here.stopAll(reason)
  const [said, lateMs] = (await there.line()).split(' after ')
  expect(said).toBe(`stopped: ${reason}`)
  // Half a second and a read, told by the clock above; here others use the same cores.
  expect(Number(lateMs)).toBeLessThan(5000)
  await there.kill()
  const restarted = startNode(prefix)
  expect(await restarted.line()).toMatch(`stopped: ${reason}`)
  await here.startAgain()
  expect(await restarted.line()).toBe('goes on')
})
