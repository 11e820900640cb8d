import { manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Identity } from '../access/identityOf.ts'
import { createRedis } from '../store/redis/createRedis.ts'
import { noCounts } from './addCounts.ts'
import { memoryUsage } from './memoryUsage.ts'
import { redisUsage } from './redisUsage.ts'
import { toCsv } from './toCsv.ts'
import { others, type UsageCounts, type UsageLog } from './UsageLog.ts'
import { type UsageDimension, usageReport } from './usageReport.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

const now = Date.UTC(2026, 7, 21, 12)
const day = '2026-08-21'

describe.each([
  ['in memory', (maxRowsPerDay: number) => memoryUsage({ maxRowsPerDay })],
  [
    'over Redis',
    (maxRowsPerDay: number) => {
      const prefix = `usage-${Math.random()}`
      return redisUsage(createRedis(client, { prefix, clock: manualClock() }), { maxRowsPerDay })
    },
  ],
] as const)('usage %s', (_, make) => {
  let ids = 0

  async function add(
    log: UsageLog,
    who: Identity,
    counts: Partial<UsageCounts>,
    at: { readonly day?: string; readonly model?: string } = {},
  ): Promise<void> {
    const used = [{ provider: 'p', model: at.model ?? 'm', counts: { requests: 1, ...counts } }]
    await log.add({ id: `id-${ids++}`, day: at.day ?? day, now, who, used })
  }

  async function report(log: UsageLog, by: readonly UsageDimension[], more = {}) {
    return await usageReport(log, { from: day, to: day, by, ...more })
  }

  test('adds up exactly, whoever writes at once (T-89)', async () => {
    const log = make(100)
    const counts = { inputTokens: 3, outputTokens: 2, reasoningTokens: 1, cachedInputTokens: 1 }
    const costNano = 90_071_992_547_409
    await Promise.all(
      Array.from({ length: 100 }, () => add(log, { user: 'ann' }, { ...counts, costNano })),
    )
    expect(await log.read(day)).toEqual([
      {
        tenant: null,
        user: 'ann',
        feature: null,
        provider: 'p',
        model: 'm',
        ...noCounts(),
        requests: 100,
        inputTokens: 300,
        outputTokens: 200,
        reasoningTokens: 100,
        cachedInputTokens: 100,
        costNano: 9_007_199_254_740_900,
      },
    ])
    expect(await log.read('2026-08-22')).toEqual([])
  })

  test('adds an entry once, however often it is repeated', async () => {
    const log = make(100)
    const used = [
      { provider: 'p', model: 'm', counts: { requests: 1 } },
      { provider: 'q', model: 'm', counts: { cacheHits: 1, savedNano: 7 } },
    ]
    const entry = { id: 'one', day, now, who: {}, used }
    await Promise.all([log.add(entry), log.add(entry), log.add(entry)])
    expect(await report(log, [])).toEqual([
      { ...noCounts(), requests: 1, cacheHits: 1, savedNano: 7 },
    ])
  })

  test('reports by any of its dimensions; names are what they are (T-90)', async () => {
    const log = make(100)
    await add(log, { user: 'ann', tenant: 'a' }, { costNano: 1 })
    await add(log, { user: 'ann', tenant: 'b' }, { costNano: 2 })
    await add(log, { user: 'ANN', tenant: 'b' }, { costNano: 4 }, { model: 'n' })
    await add(log, { user: '__proto__', feature: 'f' }, { costNano: 8 })
    await add(log, {}, { costNano: 16 }, { day: '2026-08-20' })
    const costs = async (by: readonly UsageDimension[], more = {}) =>
      (await report(log, by, more)).map(({ costNano, ...row }) => [
        ...['day', 'tenant', 'user', 'feature', 'provider', 'model'].flatMap((name) =>
          Object.hasOwn(row, name) ? [row[name as 'user']] : [],
        ),
        costNano,
      ])
    expect(await costs(['user'])).toEqual([
      [null, '__proto__', 8],
      ['b', 'ANN', 4],
      ['b', 'ann', 2],
      ['a', 'ann', 1],
    ])
    expect(await costs(['tenant'])).toEqual([
      [null, 8],
      ['b', 6],
      ['a', 1],
    ])
    expect(await costs(['model'])).toEqual([
      ['p', 'm', 11],
      ['p', 'n', 4],
    ])
    expect(await costs(['day'], { from: '2026-08-01' })).toEqual([
      ['2026-08-20', 16],
      ['2026-08-21', 15],
    ])
    expect(await costs([], { tenant: 'b', user: 'ann' })).toEqual([[2]])
    expect(await costs([], { tenant: null, from: '2026-08-01' })).toEqual([[24]])
    expect(await costs(['feature'], { feature: 'f' })).toEqual([['f', 8]])
    expect(await costs([], { tenant: 'nobody' })).toEqual([])
  })

  test('puts users together where there are too many, then those who ask, and loses nothing', async () => {
    const log = make(10)
    for (let n = 0; n < 20; n++)
      await add(log, { user: `u${n}`, tenant: `t${n % 4}` }, { costNano: 1 })
    await add(log, { user: 'u0', tenant: 't0' }, { costNano: 1 })
    const rows = await log.read(day)
    expect(rows).toHaveLength(12)
    expect(rows.filter(({ user }) => user === others).map(({ tenant }) => tenant)).toEqual(
      expect.arrayContaining(['t2', others]),
    )
    expect(await report(log, [])).toEqual([{ ...noCounts(), requests: 21, costNano: 21 }])
    const byUser = await report(log, ['user'])
    expect(byUser[0]).toMatchObject({ tenant: null, user: null, others: true })
    expect(toCsv(byUser.slice(0, 1), ['user'])).toMatch(/\r\n,,true,/)
  })
})

test('over Redis, days are kept for 400 days', async () => {
  const prefix = `usage-${Math.random()}`
  const redis = createRedis(client, { prefix, clock: manualClock() })
  const used = [{ provider: 'p', model: 'm', counts: { requests: 1 } }]
  await redisUsage(redis).add({ id: 'x', day, now, who: {}, used })
  const days = (await client.pTTL(redis.key('usage', 'day', day))) / 86_400_000
  expect(days).toBeGreaterThan(399)
  expect(days).toBeLessThanOrEqual(400)
  expect(await client.pTTL(redis.key('usage', 'written', 'x'))).toBeGreaterThan(0)
})

test('in memory, the oldest days go for the newest', async () => {
  const log = memoryUsage({ maxRows: 2 })
  const used = [{ provider: 'p', model: 'm', counts: { requests: 1 } }]
  for (const date of ['2026-08-20', '2026-08-19', '2026-08-21']) {
    await log.add({ id: date, day: date, now, who: {}, used })
  }
  expect(await log.read('2026-08-19')).toEqual([])
  expect(await log.read('2026-08-20')).toHaveLength(1)
  expect(() => memoryUsage({ maxRows: 0 })).toThrow(RangeError)
})

test.each([['OK'], [['0', ['requests ["a"]', 'much']]], [['0', null]]])(
  'does not believe a Redis that answers with %j (T-77)',
  async (reply) => {
    const redis = createRedis(
      { sendCommand: () => Promise.resolve(reply) },
      { clock: manualClock() },
    )
    await expect(redisUsage(redis).read(day)).rejects.toMatchObject({ code: 'unavailable' })
  },
)
