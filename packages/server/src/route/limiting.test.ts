import { manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { ask, type Question } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { redisStore } from '../store/redisStore.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

const clients = [0, 1].map(() => createClient({ url: inject('redisUrl') }))
beforeAll(async () => void (await Promise.all(clients.map((client) => client.connect()))))
afterAll(() => clients.forEach((client) => client.destroy()))

const hello: Provider = {
  name: 'hello',
  model: 'hello',
  async *stream(): AsyncGenerator<readonly ProviderEvent[]> {
    await Promise.resolve()
    yield [{ type: 'text', text: 'Hello.' }]
    yield [{ type: 'finish', finishReason: 'stop' }]
  },
}

const identify = (request: Request) => ({ user: request.headers.get('test-user') ?? 'ada' })

/** Counted for all nodes: two that answer in one chat are another subject. */
let chats = 0

async function setUp(options: Partial<ChatRouteOptions>) {
  const logger = recordingLogger()
  const route = createChatRoute({ providers: [hello], identify, logger, ...options })
  const api = await serveRoute(route)
  const status = async (question: Question = {}) => {
    const response = await ask(api, { chatId: `chat-${chats++}`, text: `q${chats}`, ...question })
    await response.text()
    return [response.status, response.headers.get('retry-after')]
  }
  return { api, route, logger, status }
}

describe('limits (T-91)', () => {
  test('per minute: what is over is 429, with the time after which it is let through', async () => {
    const clock = manualClock()
    const limits = { user: { requestsPerMinute: 2 } }
    const { status } = await setUp({ limits, clock })
    expect(await status()).toEqual([200, null])
    expect(await status()).toEqual([200, null])
    expect(await status()).toEqual([429, '30'])
    // Another user is another.
    expect(await status({ headers: { 'test-user': 'bob' } })).toEqual([200, null])
    await clock.advance(30_000)
    expect(await status()).toEqual([200, null])
    expect((await status())[0]).toBe(429)
  })

  test('turns of one conversation', async () => {
    const { status } = await setUp({ limits: { chat: { turns: 3 } } })
    for (let turn = 0; turn < 3; turn++) expect((await status({ chatId: 'c' }))[0]).toBe(200)
    expect((await status({ chatId: 'c' }))[0]).toBe(429)
    expect((await status({ chatId: 'other' }))[0]).toBe(200)
  })

  test('the same question over and over, whatever its conversation', async () => {
    const limits = { identical: { times: 3, withinMs: 60_000 } }
    const { status } = await setUp({ limits })
    for (let time = 0; time < 3; time++) expect((await status({ text: 'loop' }))[0]).toBe(200)
    expect((await status({ text: 'loop' }))[0]).toBe(429)
    expect((await status({ text: 'something else' }))[0]).toBe(200)
  })

  test('hold on all nodes together', async () => {
    const prefix = `limits-${process.pid}`
    const limits = { user: { requestsPerMinute: 5 } }
    const nodes = await Promise.all(
      clients.map((client) =>
        // However busy the machine is, no answer of Redis is too late.
        setUp({ limits, clock: manualClock(Date.now()), store: redisStore(client, { prefix }) }),
      ),
    )
    const statuses = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (nodes[at % 2] as (typeof nodes)[number]).status()),
    )
    expect(statuses.filter(([status]) => status === 200)).toHaveLength(5)
    expect(statuses.filter(([status]) => status === 429)).toHaveLength(15)
  })
})

describe('the emergency stop (T-87)', () => {
  test('set on one node ends what runs on the other within a second or so, and refuses what is new', async () => {
    const prefix = `stop-${process.pid}`
    const provider = handFedProvider()
    const a = await setUp({
      providers: [provider],
      store: redisStore(clients[0] as (typeof clients)[number], { prefix }),
    })
    const b = await setUp({ store: redisStore(clients[1] as (typeof clients)[number], { prefix }) })
    const running = ask(a.api, { chatId: 'running', runId: 'r' }).then(readAnswer)
    await provider.asked()
    provider.say('Half')
    await b.route.stopAll('Too much is spent.')
    const startedAt = performance.now()
    const answer = await running
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(answer.text).toBe('Half')
    expect(answer.facts.status).toBe('interrupted')
    expect((await a.status())[0]).toBe(503)
    expect((await b.status())[0]).toBe(503)
    // A node that starts now knows it too.
    const c = await setUp({ store: redisStore(clients[0] as (typeof clients)[number], { prefix }) })
    expect((await c.status())[0]).toBe(503)
    await a.route.startAgain()
    await vi.waitFor(async () => expect((await b.status())[0]).toBe(200), 5000)
    await vi.waitFor(async () => expect((await c.status())[0]).toBe(200), 5000)
  })

  test('is for whoever runs the route, and says whether it holds over a restart', async () => {
    let isAdmin = false
    const { api, status } = await setUp({ admin: () => isAdmin })
    expect((await fetch(`${api}/stop-all`, { method: 'POST' })).status).toBe(404)
    expect((await status())[0]).toBe(200)
    isAdmin = true
    const stopped = await fetch(`${api}/stop-all`, { method: 'POST' })
    expect(await stopped.json()).toMatchObject({ stop: { stopped: true }, survivesRestart: false })
    expect((await status())[0]).toBe(503)
    expect(await (await fetch(`${api}/health`)).json()).toMatchObject({ status: 'degraded' })
    await fetch(`${api}/stop-all`, { method: 'DELETE' })
    expect((await status())[0]).toBe(200)
  })
})
