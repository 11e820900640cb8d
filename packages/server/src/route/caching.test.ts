import { type Clock, systemClock } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { ask, type Question } from '../fixtures/ask.ts'
import { countingProvider } from '../fixtures/countingProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { memoryStore } from '../store/memoryStore.ts'
import { redisStore } from '../store/redisStore.ts'
import type { Store } from '../store/Store.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

const identify = (request: Request) => {
  const [tenant = '', user = ''] = (request.headers.get('test-who') ?? 't/ada').split('/')
  return { tenant, user }
}

let prefixes = 0
const stores: readonly (readonly [string, () => Store])[] = [
  ['memory', memoryStore],
  ['Redis', () => redisStore(client, { prefix: `caching-${process.pid}-${prefixes++}` })],
]

let chats = 0

describe.each(stores)('a cache in %s', (_, store) => {
  async function setUp(options: Partial<ChatRouteOptions> = {}, provider = countingProvider()) {
    const route = createChatRoute({
      providers: [provider],
      identify,
      admin: () => true,
      cache: {},
      store: store(),
      // However busy the machine is, no answer of the store is too late.
      clock: manualClock(Date.now()),
      logger: recordingLogger(),
      ...options,
    })
    const api = await serveRoute(route)
    const say = async (question: Question = {}) =>
      await readAnswer(await ask(api, { chatId: `chat-${chats++}`, ...question }))
    return { api, provider, say }
  }

  test('gives the same question the same answer, marked, for nothing (T-78)', async () => {
    const { say, provider, api } = await setUp()
    const first = await say()
    const second = await say()
    expect([first.text, second.text]).toEqual(['Answer 1.', 'Answer 1.'])
    expect(provider.asked()).toBe(1)
    expect(second.chunks).toContainEqual(
      expect.objectContaining({
        type: 'data-millrace-notice',
        data: expect.objectContaining({ kind: 'cached' }) as unknown,
      }),
    )
    expect(second.types.at(-1)).toBe('[DONE]')
    expect(first.facts.cached).toBeUndefined()
    expect(second.facts.cached).toEqual({
      createdAt: expect.any(Number) as unknown,
      saved: { inputTokens: 100, outputTokens: 50 },
    })
    expect(second.facts.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
    const { rows } = (await (await fetch(`${api}/usage`)).json()) as {
      readonly rows: readonly { readonly costNano: number; readonly savedNano: number }[]
    }
    expect(rows[0]?.costNano).toBe(45_000)
    expect(rows[0]?.savedNano).toBe(45_000)
  })

  test('is each user’s own, unless it is said otherwise (T-72)', async () => {
    const own = await setUp()
    const as = (who: string) => ({ headers: { 'test-who': who } })
    for (const who of ['t/ada', 't/bob', 'u/ada']) await own.say(as(who))
    expect(own.provider.asked()).toBe(3)
    const tenants = await setUp({ cache: { scope: 'tenant' } })
    for (const who of ['t/ada', 't/bob', 'u/ada']) await tenants.say(as(who))
    expect(tenants.provider.asked()).toBe(2)
  })

  test('tells nobody, not by its time either, what another one has asked (T-80)', async () => {
    const { say, provider } = await setUp()
    const as = (who: string) => ({ text: 'Am I ill?', headers: { 'test-who': who } })
    await say(as('t/ada'))
    const probe = await say(as('t/eve'))
    expect(provider.asked()).toBe(2)
    expect(probe.facts.cached).toBeUndefined()
    expect(JSON.stringify(probe.chunks)).not.toContain('cached')
  })

  test('makes one call of 100 equal questions at once (T-75)', async () => {
    const { say, provider } = await setUp()
    const answers = await Promise.all(Array.from({ length: 100 }, () => say()))
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['Answer 1.']))
    expect(provider.asked()).toBe(1)
  })

  test('is passed by where another answer is wanted, and keeps no half ones (T-74, T-79)', async () => {
    const { say, provider } = await setUp()
    await say()
    const again = await say({ more: { trigger: 'regenerate-message' } })
    expect(again.text).toBe('Answer 2.')
    await say({ headers: { 'cache-control': 'no-cache' } })
    expect(provider.asked()).toBe(3)
    const cut = await setUp({}, countingProvider('length'))
    await cut.say()
    await cut.say()
    expect(cut.provider.asked()).toBe(2)
  })

  test('pays: 70 % repeats cost 60 to 80 % less', async () => {
    const { say, api } = await setUp()
    const random = seededRandom(7)
    let fresh = 0
    for (let round = 0; round < 120; round++) {
      const text = random() < 0.7 && fresh > 0 ? `q${Math.floor(random() * fresh)}` : `q${fresh++}`
      await say({ text })
    }
    const { rows } = (await (await fetch(`${api}/usage`)).json()) as {
      readonly rows: readonly { readonly costNano: number; readonly savedNano: number }[]
    }
    const [{ costNano, savedNano } = { costNano: 0, savedNano: 0 }] = rows
    const share = savedNano / (costNano + savedNano)
    expect(share).toBeGreaterThan(0.6)
    expect(share).toBeLessThan(0.8)
  })
})

test('two nodes share what is kept, and one call upstream (T-75)', async () => {
  const prefix = `caching-${process.pid}-nodes`
  // A node that is busy takes no answer of Redis for one that is late (T-77).
  const clock: Clock = {
    ...systemClock,
    schedule: (task, delayMs) => systemClock.schedule(task, 10 * delayMs),
  }
  const providers = [countingProvider(), countingProvider()]
  const apis = await Promise.all(
    providers.map(async (provider) => {
      const store = redisStore(client, { prefix })
      const options = { providers: [provider] as const, identify, store, cache: {}, clock }
      return await serveRoute(createChatRoute({ ...options, logger: recordingLogger() }))
    }),
  )
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const api = apis[at % 2] as string
      return await readAnswer(await ask(api, { chatId: `node-${at}` }))
    }),
  )
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['Answer 1.']))
  expect(providers.reduce((sum, { asked }) => sum + asked(), 0)).toBe(1)
})
