import { manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createRedis } from './createRedis.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

/** Stands still: however busy the machine is, no answer is too late. */
const clock = manualClock()

const add = { lua: `return redis.call('INCRBY', KEYS[1], ARGV[1])` }

test('a script runs, is sent once, and runs on after Redis forgot it', async () => {
  const redis = createRedis(client, { prefix: `t-${Math.random()}`, clock })
  const call = { keys: [redis.key('n')], args: [2] }
  expect(await redis.run(add, call)).toBe(2)
  expect(await redis.run(add, call)).toBe(4)
  const before = redis.calls
  expect(await redis.run(add, call)).toBe(6)
  expect(redis.calls - before).toBe(1)
  await client.sendCommand(['SCRIPT', 'FLUSH'])
  expect(await redis.run(add, call)).toBe(8)
  expect(redis.health.status).toBe('ok')
})

test('keys share one hash tag, and no name gets out of its place', () => {
  const redis = createRedis(client, { prefix: 'p', clock })
  expect(redis.key('a', 'b:c', '}{')).toBe('{p}:a:b%3Ac:%7D%7B')
})

test('what does not answer is given up in time, told of once, and left alone for a moment (T-77)', async () => {
  const manual = manualClock()
  const changes: string[] = []
  let answers = false
  const redis = createRedis(
    { sendCommand: () => (answers ? Promise.resolve('OK') : new Promise(() => undefined)) },
    { clock: manual, onChange: (status) => void changes.push(status) },
  )
  for (let round = 0; round < 3; round++) {
    const asking = redis.command(['PING'])
    asking.catch(() => undefined)
    await manual.advance(100)
    await expect(asking).rejects.toMatchObject({ code: 'unavailable' })
  }
  const before = redis.calls
  await expect(redis.command(['PING'])).rejects.toMatchObject({ code: 'unavailable' })
  expect(redis.calls).toBe(before)
  answers = true
  await manual.advance(1000)
  expect(await redis.command(['PING'])).toBe('OK')
  expect(changes).toEqual(['failing', 'ok'])
})
