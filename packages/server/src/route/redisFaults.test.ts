import { connect, createServer, type Socket } from 'node:net'
import { seededRandom } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { countingProvider } from '../fixtures/countingProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { RedisClient } from '../store/redis/RedisClient.ts'
import { redisStore } from '../store/redisStore.ts'
import { createChatRoute } from './createChatRoute.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))))

type Fault = 'none' | 'down' | 'slow' | 'lying'

/** A Redis that can be taken down, made two seconds slow, or made to lie: a real one behind a socket in between. */
async function faultyRedis(): Promise<{ client: RedisClient; be: (fault: Fault) => void }> {
  const { hostname, port } = new URL(inject('redisUrl'))
  let fault: Fault = 'none'
  const sockets = new Set<Socket>()
  const proxy = createServer((socket) => {
    if (fault === 'down') return void socket.destroy()
    const redis = connect(Number(port), hostname)
    for (const end of [socket, redis]) {
      sockets.add(end)
      end.on('error', () => undefined)
      end.on('close', () => {
        sockets.delete(end)
        socket.destroy()
        redis.destroy()
      })
    }
    socket.pipe(redis)
    redis.on('data', (bytes) => {
      if (fault === 'slow') setTimeout(() => socket.writable && socket.write(bytes), 2000).unref()
      else socket.write(bytes)
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.')
  const client = createClient({
    url: `redis://127.0.0.1:${address.port}`,
    socket: { reconnectStrategy: 20 },
  })
  client.on('error', () => undefined)
  await client.connect()
  closing.push(() => {
    client.destroy()
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => proxy.close(resolve))
  })
  const random = seededRandom(11)
  return {
    client: {
      sendCommand: (args) =>
        fault === 'lying' ? Promise.resolve(lie(random)) : client.sendCommand([...args]),
    },
    be(next) {
      fault = next
      if (next === 'down') for (const socket of sockets) socket.destroy()
    },
  }
}

/** What no script of ours gives. */
function lie(random: () => number): unknown {
  const lies = [
    null,
    0,
    -1,
    'OK',
    '',
    '{"events":[]}',
    [],
    [[]],
    [null, null, null],
    ['known'],
    ['busy', 7],
    ['new'],
    ['fresh', '{'],
    ['x'.repeat(1000)],
    { status: 'ok' },
    Array.from({ length: 100 }, () => 'lie'),
  ]
  return lies[Math.floor(random() * lies.length)]
}

let runs = 0

async function setUp(whenStoreFails: 'open' | 'closed') {
  const provider = countingProvider()
  const { client, be } = await faultyRedis()
  const route = createChatRoute({
    providers: [provider],
    identify: () => ({ user: 'ada' }),
    admin: () => true,
    cache: {},
    budget: { user: { perDayUsd: 1 }, whenStoreFails },
    limits: { user: { requestsPerMinute: 10_000 } },
    store: redisStore(client, { prefix: `faults-${process.pid}-${runs++}` }),
    logger: recordingLogger(),
  })
  const api = await serveRoute(route)
  closing.push(() => route.close({ timeoutMs: 100 }))
  const say = async (text: string) => {
    const run = runs++
    return await readAnswer(await ask(api, { chatId: `c${run}`, runId: `r${run}`, text }))
  }
  const health = async (): Promise<unknown> => await (await fetch(`${api}/health`)).json()
  /** However busy the machine is, at last Redis answers in time: one question was answered, and is from the cache now. */
  const isWell = async (): Promise<void> =>
    await vi.waitFor(
      async () => {
        expect((await say('Hi')).facts.cached).toBeDefined()
        expect(await health()).toMatchObject({
          status: 'ok',
          store: 'ok',
          budget: { status: 'ok' },
        })
      },
      { timeout: 15_000, interval: 100 },
    )
  return { provider, be, say, health, isWell }
}

describe.each(['down', 'slow', 'lying'] as const)('a Redis that is %s (T-77)', (fault) => {
  test('costs nobody an answer where budgets are open: it comes without the cache, and health says why', async () => {
    const { provider, be, say, health, isWell } = await setUp('open')
    await isWell()
    const before = provider.asked()
    be(fault)
    for (let n = 1; n <= 10; n++) {
      const { text, types, facts } = await say('Hi')
      const own = `Answer ${before + n}.`
      expect([text, facts.cached, types.at(-1)]).toEqual([own, undefined, '[DONE]'])
    }
    expect(provider.asked()).toBe(before + 10)
    expect(await health()).toMatchObject({
      status: 'degraded',
      budget: { status: 'failing' },
      limits: 'failing',
      // One that lies is caught at some of its answers.
      ...(fault === 'lying' ? {} : { store: 'failing' }),
    })
    be('none')
    await isWell()
  })

  test('costs nobody a cent where budgets are closed: nobody is asked, and that is said', async () => {
    const { provider, be, say, health, isWell } = await setUp('closed')
    await isWell()
    const before = provider.asked()
    be(fault)
    for (let n = 0; n < 5; n++) expect((await say('Hi')).facts.canned).toBe('outage')
    expect(provider.asked()).toBe(before)
    expect(await health()).toMatchObject({ status: 'degraded', budget: { status: 'failing' } })
  })
})
