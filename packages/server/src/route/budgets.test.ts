import { manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { redisStore } from '../store/redisStore.ts'
import type { Alert, ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

const clients = [0, 1].map(() => createClient({ url: inject('redisUrl') }))
beforeAll(async () => void (await Promise.all(clients.map((client) => client.connect()))))
afterAll(() => clients.forEach((client) => client.destroy()))

/** Answers with this much used, or with all that it may; gpt-4o-mini costs 0.15 and 0.60 dollars per million tokens. */
function spender(
  usage: { readonly inputTokens: number; readonly outputTokens: number } | 'all' | undefined,
  model = 'gpt-4o-mini',
): Provider & { readonly asked: () => number } {
  let asked = 0
  return {
    name: 'spender',
    model,
    asked: () => asked,
    async *stream(request): AsyncGenerator<readonly ProviderEvent[]> {
      asked++
      await Promise.resolve()
      yield [{ type: 'text', text: 'Paid.' }]
      const { inputTokens = 0, maxOutputTokens: outputTokens } = request
      if (usage === 'all') yield [{ type: 'usage', usage: { inputTokens, outputTokens } }]
      else if (usage !== undefined) yield [{ type: 'usage', usage }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
}

async function setUp(options: Partial<ChatRouteOptions>, provider: Provider) {
  const logger = recordingLogger()
  const alerts: Alert[] = []
  const route = createChatRoute({
    providers: [provider],
    maxOutputTokens: 1000,
    logger,
    admin: () => true,
    onAlert: (alert) => void alerts.push(alert),
    ...options,
  })
  return { api: await serveRoute(route), logger, alerts }
}

// The worst case of one question here: some 10 tokens in, 1,000 out: 0.0006 dollars and a little.
const forOne = 0.00065

describe('a budget', () => {
  test('that is used up is an automatic reply, and nobody is asked (T-87)', async () => {
    const provider = spender({ inputTokens: 10, outputTokens: 1000 })
    const { api, alerts } = await setUp({ budget: { total: { perDayUsd: forOne } } }, provider)
    expect((await readAnswer(await ask(api, { chatId: 'a' }))).text).toBe('Paid.')
    const refused = await readAnswer(await ask(api, { chatId: 'b' }))
    expect(refused.facts.canned).toBe('budget')
    expect(provider.asked()).toBe(1)
    expect(alerts.map(({ kind }) => kind)).toEqual(['budget-soft', 'budget-hard'])
  })

  test('holds the worst case, and gives back what was not used (T-81)', async () => {
    const provider = spender({ inputTokens: 10, outputTokens: 10 })
    const { api } = await setUp({ budget: { total: { perDayUsd: forOne } } }, provider)
    for (let round = 0; round < 5; round++) {
      const answer = await readAnswer(await ask(api, { chatId: `c${round}` }))
      expect(answer.text).toBe('Paid.')
    }
    expect(provider.asked()).toBe(5)
  })

  test('is not asked for what a cache has', async () => {
    const provider = spender({ inputTokens: 10, outputTokens: 1000 })
    const identify = () => ({ user: 'ada' })
    const budget = { total: { perDayUsd: forOne } }
    const { api } = await setUp({ budget, cache: {}, identify }, provider)
    const say = async (chatId: string, text: string) =>
      await readAnswer(await ask(api, { chatId, text }))
    await say('a', 'Hi')
    expect((await say('b', 'Hi')).text).toBe('Paid.')
    expect((await say('c', 'Hello')).facts.canned).toBe('budget')
    expect(provider.asked()).toBe(1)
    const report = await (await fetch(`${api}/usage`)).json()
    expect(report).toMatchObject({
      rows: [{ requests: 1, cacheHits: 1 }],
      budgets: [{ reservedNano: 0 }],
    })
  })

  test('of one user is not that of another (T-90)', async () => {
    const provider = spender({ inputTokens: 10, outputTokens: 1000 })
    const identify = (request: Request) => ({ user: request.headers.get('test-user') ?? '?' })
    const budget = { user: { perDayUsd: forOne } }
    const { api } = await setUp({ budget, identify }, provider)
    const say = async (user: string, chatId: string) =>
      (await readAnswer(await ask(api, { chatId, headers: { 'test-user': user } }))).text
    expect(await say('ada', 'a')).toBe('Paid.')
    expect(await say('ada', 'b')).not.toBe('Paid.')
    expect(await say('Ada', 'c')).toBe('Paid.')
    expect(await say('__proto__', 'd')).toBe('Paid.')
  })

  test('begins anew with the day, in UTC (T-88)', async () => {
    const clock = manualClock(Date.UTC(2026, 1, 28, 23, 59))
    const provider = spender({ inputTokens: 10, outputTokens: 1000 })
    const budget = { total: { perDayUsd: forOne } }
    const { api } = await setUp({ budget, clock }, provider)
    await readAnswer(await ask(api, { chatId: 'a' }))
    expect((await readAnswer(await ask(api, { chatId: 'b' }))).facts.canned).toBe('budget')
    await clock.advance(60_000)
    expect((await readAnswer(await ask(api, { chatId: 'c' }))).text).toBe('Paid.')
  })

  test('asks no model whose price is not known, unless one is given (T-85)', async () => {
    const provider = spender(undefined, 'nobody-knows-1')
    const budget = { total: { perDayUsd: 1 } }
    const { api, logger } = await setUp({ budget }, provider)
    await readAnswer(await ask(api))
    expect(provider.asked()).toBe(0)
    expect(logger.records).toContainEqual(expect.objectContaining({ event: 'no-price' }))
  })

  test('counts an answer whose provider counts nothing by our own count (T-83)', async () => {
    const { api } = await setUp({}, spender(undefined))
    await readAnswer(await ask(api))
    const report = await (await fetch(`${api}/usage?by=model`)).json()
    expect(report).toMatchObject({
      rows: [{ provider: 'spender', model: 'gpt-4o-mini', requests: 1, estimated: 1 }],
    })
  })

  test('of two nodes is one: 200 questions at once against money for 20 admit exactly 20 (T-81)', async () => {
    const prefix = `budget-${process.pid}`
    const noon = new Date().setUTCHours(12, 0, 0, 0)
    // What one costs that uses all it may.
    const alone = await setUp({}, spender('all'))
    await readAnswer(await ask(alone.api))
    const { rows } = (await (await fetch(`${alone.api}/usage`)).json()) as {
      readonly rows: readonly { readonly costNano: number }[]
    }
    const perDayUsd = (20 * (rows[0]?.costNano ?? 0)) / 1e9
    const nodes = await Promise.all(
      clients.map(async (client) => {
        const provider = spender('all')
        const store = redisStore(client, { prefix })
        // However busy the machine is, no answer of Redis is too late: nobody is refused for another reason.
        const clock = manualClock(noon)
        return {
          provider,
          ...(await setUp({ clock, store, budget: { total: { perDayUsd } } }, provider)),
        }
      }),
    )
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const { api } = nodes[index % 2] as (typeof nodes)[number]
        return await readAnswer(await ask(api, { chatId: `chat-${index}` }))
      }),
    )
    const paid = answers.filter(({ text }) => text === 'Paid.')
    const asked = nodes.reduce((sum, { provider }) => sum + provider.asked(), 0)
    expect([asked, paid.length]).toEqual([20, 20])
    expect(answers.length - paid.length).toBe(
      answers.filter(({ facts }) => facts.canned === 'budget').length,
    )
  }, 60_000)
})

describe('usage', () => {
  test('is told to whoever runs the route, by any of its dimensions, and as CSV', async () => {
    const identify = (request: Request) => ({ user: request.headers.get('test-user') ?? '?' })
    const provider = spender({ inputTokens: 1000, outputTokens: 500 })
    const { api } = await setUp({ identify }, provider)
    for (const [at, user] of ['ada', 'bob', 'ada', '=1+1'].entries()) {
      await readAnswer(await ask(api, { chatId: `c${at}`, headers: { 'test-user': user } }))
    }
    const report = (await (await fetch(`${api}/usage?by=user`)).json()) as {
      readonly rows: readonly { readonly user: string; readonly requests: number }[]
    }
    expect(report.rows.map(({ user, requests }) => `${user} ${requests}`).toSorted()).toEqual([
      '=1+1 1',
      'ada 2',
      'bob 1',
    ])
    // 1,000 in at 0.15, 500 out at 0.60 dollars per million: 0.00045 dollars.
    expect(report.rows.find(({ user }) => user === 'bob')).toMatchObject({ costNano: 450_000 })
    const csv = await fetch(`${api}/usage?by=user&format=csv`)
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(await csv.text()).toContain(`'=1+1`)
  })

  test('is nobody else’s business', async () => {
    const provider = spender(undefined)
    const { api } = await setUp({ admin: () => false }, provider)
    expect((await fetch(`${api}/usage`)).status).toBe(404)
  })

  test.each(['from=yesterday', 'by=shoe-size', 'from=2020-01-01&to=2026-01-01'])(
    'asked for wrongly (%s) is 400',
    async (query) => {
      const { api } = await setUp({}, spender(undefined))
      expect((await fetch(`${api}/usage?${query}`)).status).toBe(400)
    },
  )
})
