import { type Catalogue, nanoDollars, randomId } from '@millrace/protocol'
import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createRedis } from '../store/redis/createRedis.ts'
import type { UsageEntry, UsageLog } from '../usage/UsageLog.ts'
import type { Budget, BudgetOptions, BudgetQuestion } from './Budget.ts'
import type { BudgetAlert } from './budgetAlert.ts'
import { createBudget } from './createBudget.ts'
import type { Ledger } from './Ledger.ts'
import { memoryLedger } from './memoryLedger.ts'
import { redisLedger } from './redisLedger.ts'

const client = createClient({ url: inject('redisUrl') })
beforeAll(async () => void (await client.connect()))
afterAll(() => client.destroy())

/** Prices that are read at once: a dollar per thousand tokens, and so on. */
const perToken = (usd: number): number => usd * 1_000_000 * nanoDollars
const catalogue: Catalogue = {
  version: 1,
  asOf: '2026-08-21',
  models: [
    {
      id: 'even',
      provider: 'p',
      kind: 'chat',
      price: { input: perToken(0.001), output: perToken(0.001) },
    },
    {
      id: 'dear',
      provider: 'p',
      kind: 'chat',
      price: { input: perToken(0.002), cachedInput: perToken(0.001), output: perToken(0.004) },
    },
    { id: 'free', provider: 'p', kind: 'chat', price: { input: 0, output: 0 } },
    { id: 'unknown price', provider: 'p', kind: 'chat', price: { input: 1 } },
  ],
}

const even = { name: 'p', model: 'even' }
const dear = { name: 'q', model: 'dear' }
const free = { name: 'r', model: 'free' }
const strange = { name: 's', model: 'strange' }

/** A question that may cost a dollar, or 3.4 where the dear one may answer. */
const question: BudgetQuestion = {
  who: { user: 'ann' },
  providers: [even],
  inputTokens: 300,
  maxOutputTokens: 700,
}
/** An answer that cost 40 cents. */
const answer = { provider: 'p', model: 'even', usage: { inputTokens: 300, outputTokens: 100 } }
const noon = Date.UTC(2026, 7, 21, 12)
const hourMs = 3_600_000
const dollars = (usd: number): number => Math.round(usd * nanoDollars)

interface Bench {
  readonly budget: Budget
  readonly clock: ManualClock
  readonly alerts: BudgetAlert[]
  readonly entries: UsageEntry[]
}

function bench(
  options: BudgetOptions | undefined,
  {
    at = noon,
    ledger = memoryLedger(),
    usage,
  }: { readonly at?: number; readonly ledger?: Ledger; readonly usage?: UsageLog } = {},
): Bench {
  const clock = manualClock(at)
  const alerts: BudgetAlert[] = []
  const entries: UsageEntry[] = []
  let ids = 0
  const budget = createBudget(options, {
    ledger,
    clock,
    catalogue,
    newId: () => `id-${ids++}`,
    onAlert: (alert) => void alerts.push(alert),
    usage: usage ?? {
      add: (entry) => Promise.resolve(void entries.push(entry)),
      read: () => Promise.resolve([]),
    },
  })
  return { budget, clock, alerts, entries }
}

/** How many of so many questions at once are admitted. */
async function admitted(budget: Budget, count: number, asked = question): Promise<number> {
  const all = await Promise.allSettled(Array.from({ length: count }, () => budget.reserve(asked)))
  return all.filter(({ status }) => status === 'fulfilled').length
}

test('a budget for 20 answers admits 20 of 200 at once (T-81)', async () => {
  const { budget } = bench({ total: { perDayUsd: 20.9 } })
  expect(await admitted(budget, 200)).toBe(20)
})

test('over Redis, two nodes admit 20 of 200 at once, and tell each thing once (T-81, T-86)', async () => {
  const prefix = `budget-${Math.random()}`
  const other = client.duplicate()
  await other.connect()
  const alerts: BudgetAlert[] = []
  const budgets = [client, other].map((connection) =>
    createBudget(
      { total: { perDayUsd: 20, softAt: 0.4 } },
      {
        ledger: redisLedger(createRedis(connection, { prefix, clock: manualClock() })),
        clock: manualClock(noon),
        catalogue,
        newId: randomId,
        onAlert: (alert) => void alerts.push(alert),
      },
    ),
  )
  const asked = await Promise.allSettled(
    Array.from({ length: 200 }, (_, n) => budgets[n % 2]?.reserve(question)),
  )
  const held = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(held).toHaveLength(20)
  await Promise.all(held.map((one) => one?.settle([answer])))
  expect(alerts.map(({ kind }) => kind).toSorted()).toEqual(['budget-hard', 'budget-soft'])
  expect(await budgets[1]?.read()).toMatchObject([
    { of: 'total', limitNano: dollars(20), spentNano: dollars(8), reservedNano: 0 },
  ])
  other.destroy()
})

describe('what is refused', () => {
  test('says until when, where the money of a day is spent', async () => {
    const { budget } = bench({ user: { perDayUsd: 1.3 } })
    await (await budget.reserve(question)).settle([answer])
    await expect(budget.reserve(question)).rejects.toMatchObject({
      code: 'quota',
      status: 429,
      message: 'The allowance for this chat is used up until 2026-08-22 00:00 UTC.',
      retryAfterMs: 12 * hourMs,
    })
  })

  test('says the later of two', async () => {
    const { budget } = bench({ user: { perDayUsd: 1.3 }, total: { perMonthUsd: 1.3 } })
    await (await budget.reserve(question)).settle([answer])
    await expect(budget.reserve(question)).rejects.toMatchObject({
      message: 'The allowance for this chat is used up until 2026-09-01 00:00 UTC.',
      retryAfterMs: (10 * 24 + 12) * hourMs,
    })
  })

  test('may be asked again in a moment, where answers hold more than they will need', async () => {
    const { budget } = bench({ user: { perDayUsd: 1.5 } })
    const first = await budget.reserve(question)
    await expect(budget.reserve(question)).rejects.toMatchObject({ retryAfterMs: 10_000 })
    await first.settle([answer])
    await (await budget.reserve(question)).settle([])
  })

  test('has no time, where it costs more than there ever is', async () => {
    const { budget } = bench({ user: { perDayUsd: 0.99 } })
    const refused = budget.reserve(question)
    await expect(refused).rejects.toMatchObject({ code: 'quota', retryAfterMs: undefined })
  })

  test('is everything that costs something, of a budget of nothing', async () => {
    const { budget, alerts } = bench({ user: { perDayUsd: 0 } })
    await expect(budget.reserve(question)).rejects.toMatchObject({ code: 'quota' })
    await (
      await budget.reserve({ ...question, providers: [free] })
    ).settle([{ ...answer, model: 'free' }])
    expect(alerts.map(({ kind }) => kind)).toEqual(['budget-hard'])
  })
})

test('the dearest of those that may be asked is held (T-81)', async () => {
  const { budget } = bench({ total: { perDayUsd: 10 } })
  const both = { ...question, providers: [even, dear] }
  const reservation = await budget.reserve(both)
  const held = async () => (await budget.read()).map(({ reservedNano }) => reservedNano)
  expect(await held()).toEqual([dollars(0.6 + 2.8)])
  expect(await admitted(budget, 5, both)).toBe(1)
  await reservation.settle([])
  expect(await held()).toEqual([dollars(3.4)])
})

test('a model without a price is refused while there is a budget, also as the last of a list (T-85)', async () => {
  const { budget } = bench({ total: { perDayUsd: 10 } })
  const refused = budget.reserve({ ...question, providers: [even, strange] })
  await expect(refused).rejects.toMatchObject({
    code: 'server_error',
    cause: new TypeError(
      'No price is known for strange of s: add it to the catalogue, or set budget.defaultPrice.',
    ),
  })
  const half = { name: 'p', model: 'unknown price' }
  await expect(budget.reserve({ ...question, providers: [half] })).rejects.toMatchObject({
    code: 'server_error',
  })
  expect(budget.unpriced([even, strange, half])).toEqual([strange, half])
  const defaultPrice = { input: perToken(0.01), output: perToken(0.01) }
  const priced = bench({ total: { perDayUsd: 10 }, defaultPrice }).budget
  const reservation = await priced.reserve({ ...question, providers: [even, strange] })
  expect(await reservation.settle([{ ...answer, model: 'strange' }])).toEqual({
    costNano: dollars(4),
    estimated: false,
  })
  expect(priced.unpriced([even, strange, half])).toEqual([])
})

test('each attempt counts for the one that was asked (T-84)', async () => {
  const { budget, entries } = bench({ total: { perDayUsd: 10 } })
  const reservation = await budget.reserve({ ...question, providers: [even, dear] })
  const attempts = [
    // Asked, and given up before a word.
    { provider: 'p', model: 'even' },
    { provider: 'q', model: 'dear', usage: { inputTokens: 310, outputTokens: 50 } },
  ]
  const spent = { costNano: dollars(0.3 + 0.62 + 0.2), estimated: true }
  expect(await reservation.settle(attempts)).toEqual(spent)
  // Once more changes nothing.
  expect(await reservation.settle([])).toEqual(spent)
  const [state] = await budget.read()
  expect(state).toMatchObject({
    spentNano: dollars(1.12),
    reservedNano: 0,
    estimatedNano: dollars(0.3),
  })
  const zeros = { reasoningTokens: 0, cachedInputTokens: 0 }
  expect(entries).toMatchObject([
    {
      day: '2026-08-21',
      who: { user: 'ann' },
      used: [
        {
          provider: 'p',
          model: 'even',
          counts: {
            requests: 1,
            inputTokens: 300,
            outputTokens: 0,
            ...zeros,
            costNano: dollars(0.3),
            estimated: 1,
          },
        },
        {
          provider: 'q',
          model: 'dear',
          counts: {
            requests: 1,
            inputTokens: 310,
            outputTokens: 50,
            ...zeros,
            costNano: dollars(0.82),
          },
        },
      ],
    },
  ])
})

test('reasoning is paid as output, cached input by its price, images as the input they are (T-92)', async () => {
  const { budget, entries } = bench({ total: { perDayUsd: 10 } })
  const reservation = await budget.reserve({ ...question, providers: [dear] })
  const usage = {
    inputTokens: 1000,
    cachedInputTokens: 400,
    outputTokens: 100,
    reasoningTokens: 90,
  }
  expect(await reservation.settle([{ provider: 'q', model: 'dear', usage }])).toEqual({
    costNano: dollars(1.2 + 0.4 + 0.4),
    estimated: false,
  })
  expect(entries[0]?.used[0]?.counts).toMatchObject({ reasoningTokens: 90, cachedInputTokens: 400 })
})

test.each([
  ['our own count', { inputTokens: 300, outputTokens: 10, estimated: true }, 0.31],
  ['no word of the output: the worst', { inputTokens: 310 }, 0.31 + 0.7],
  ['no word of the input: our count', { outputTokens: 10 }, 0.31],
  ['counts that are none', { inputTokens: NaN, outputTokens: -5 }, 0.3],
])('of usage that is %s the cost is an estimate (T-83)', async (_, usage, usd) => {
  const { budget } = bench({ total: { perDayUsd: 10 } })
  const spent = await (await budget.reserve(question)).settle([{ ...answer, usage }])
  expect(spent).toEqual({ costNano: dollars(usd), estimated: true })
  expect(await budget.read()).toMatchObject([{ estimatedNano: dollars(usd) }])
})

test('an answer that nobody settled is spent after its time, and corrected when it comes late (T-82)', async () => {
  const { budget, clock } = bench({ total: { perDayUsd: 1.5 }, holdMs: hourMs })
  const slow = await budget.reserve(question)
  await clock.advance(hourMs)
  await expect(budget.reserve(question)).rejects.toMatchObject({ retryAfterMs: 11 * hourMs })
  expect(await budget.read()).toMatchObject([
    { spentNano: dollars(1), reservedNano: 0, estimatedNano: dollars(1) },
  ])
  await slow.settle([answer])
  expect(await budget.read()).toMatchObject([
    { spentNano: dollars(0.4), reservedNano: 0, estimatedNano: 0 },
  ])
})

describe('periods', () => {
  test.each([
    ['the end of a month', Date.UTC(2026, 3, 30, 23, 59, 59, 999), '2026-05-01', '2026-05-01'],
    ['a leap day', Date.UTC(2028, 1, 28, 23, 59, 59, 999), '2028-02-29', '2028-02-01'],
    ['the end of a leap day', Date.UTC(2028, 1, 29, 23, 59, 59, 999), '2028-03-01', '2028-03-01'],
    ['a year without one', Date.UTC(2027, 1, 28, 23, 59, 59, 999), '2027-03-01', '2027-03-01'],
    ['a new year', Date.UTC(2026, 11, 31, 23, 59, 59, 999), '2027-01-01', '2027-01-01'],
    [
      'clocks set forward in Europe',
      Date.UTC(2026, 2, 28, 23, 59, 59, 999),
      '2026-03-29',
      '2026-03-01',
    ],
  ])('begin in UTC: %s (T-88)', async (_, at, day, month) => {
    const { budget, clock, entries } = bench({ user: { perDayUsd: 1, perMonthUsd: 3 } }, { at })
    const { who } = question
    const before = await budget.reserve(question)
    await clock.advance(1)
    const after = await budget.reserve(question)
    expect((await budget.read({ who })).map(({ period }) => period.from)).toEqual([day, month])
    // What began before midnight counts there, and only there.
    await before.settle([answer])
    await after.settle([])
    const isSameMonth = new Date(at).toISOString().slice(0, 7) === month.slice(0, 7)
    expect((await budget.read({ who })).map(({ spentNano }) => spentNano)).toEqual([
      0,
      isSameMonth ? dollars(0.4) : 0,
    ])
    const spent = (await budget.read()).filter(({ period }) => period.kind === 'day')
    expect(spent.map(({ spentNano }) => spentNano)).toEqual([dollars(0.4), 0])
    expect(entries.map((entry) => entry.day)).toEqual([new Date(at).toISOString().slice(0, 10)])
  })
})

test('budgets of others stay others, however their names look (T-90)', async () => {
  const { budget } = bench({ user: { perDayUsd: 1 } })
  const identities = [
    { user: 'ann' },
    { user: 'ANN' },
    { user: '__proto__' },
    { user: 'constructor' },
    { user: 'null' },
    { user: 'ann', tenant: 'a' },
    { user: 'a', tenant: 'ann' },
    { tenant: 'ann' },
    {},
  ]
  for (const who of identities) expect(await admitted(budget, 2, { ...question, who })).toBe(1)
  // Who has no name shares one with all that have none; a feature is not somebody else.
  expect(await admitted(budget, 1, { ...question, who: { feature: 'search' } })).toBe(0)
  const states = await budget.read()
  expect(states.map(({ who }) => who)).toEqual(identities)
  expect(Object.keys({})).toEqual([])
})

test('a tenant, a feature and all together have their own', async () => {
  const limit = { perDayUsd: 2 }
  const { budget } = bench({ tenant: limit, feature: limit, total: { perDayUsd: 5 } })
  const ask = (who: BudgetQuestion['who'], count: number) =>
    admitted(budget, count, { ...question, who })
  expect(await ask({ tenant: 'a', feature: 'f', user: 'x' }, 3)).toBe(2)
  expect(await ask({ tenant: 'b', feature: 'f' }, 1)).toBe(0)
  expect(await ask({ tenant: 'a', feature: 'g' }, 1)).toBe(0)
  expect(await ask({ tenant: 'b', feature: 'g' }, 3)).toBe(2)
  expect(await ask({}, 2)).toBe(1)
  const states = await budget.read({ who: { tenant: 'b', feature: 'f', user: 'x' } })
  expect(states.map(({ of, who, reservedNano }) => [of, who, reservedNano])).toEqual([
    ['tenant', { tenant: 'b' }, dollars(2)],
    ['feature', { feature: 'f' }, dollars(2)],
    ['total', {}, dollars(5)],
  ])
})

test('who looks after it is told once when most is spent, and once when one is refused (T-86)', async () => {
  const { budget, alerts, clock } = bench({ user: { perDayUsd: 50 }, total: { perMonthUsd: 1000 } })
  const who = { user: 'ann', tenant: 'acme' }
  const reservations = await Promise.all(
    Array.from({ length: 50 }, () => budget.reserve({ ...question, who })),
  )
  await Promise.all(
    reservations.map((one) =>
      one.settle([{ ...answer, usage: { inputTokens: 300, outputTokens: 700 } }]),
    ),
  )
  expect(await admitted(budget, 10, { ...question, who })).toBe(0)
  const facts = { of: 'user', who, period: 'day', from: '2026-08-21', limitUsd: 50 }
  expect(alerts).toEqual([
    {
      kind: 'budget-soft',
      message:
        'The budget of user "ann" of tenant "acme" for the day from 2026-08-21 has reached 40.00 of 50.00 dollars.',
      ...facts,
    },
    {
      kind: 'budget-hard',
      message:
        'The budget of user "ann" of tenant "acme" for the day from 2026-08-21 of 50.00 dollars has too little left: a question was refused.',
      ...facts,
    },
  ])
  await clock.advance(24 * hourMs)
  await (await budget.reserve({ ...question, who })).settle([])
  expect(alerts).toHaveLength(2)
})

/** A Redis that can be taken away: its commands fail, or are carried out and never answered. */
function shakyRedis(): { state: 'well' | 'down' | 'slow'; ledger(clock: ManualClock): Ledger } {
  const prefix = `budget-${Math.random()}`
  const shaky = {
    state: 'well' as 'well' | 'down' | 'slow',
    ledger(clock: ManualClock) {
      const sendCommand = async (args: string[]): Promise<unknown> => {
        if (shaky.state === 'down') throw new Error('ECONNREFUSED')
        const reply = await client.sendCommand(args)
        return shaky.state === 'slow' ? await new Promise(() => undefined) : reply
      }
      return redisLedger(createRedis({ sendCommand }, { prefix, clock }))
    },
  }
  return shaky
}

describe('while the store fails', () => {
  async function start(whenStoreFails?: 'open' | 'closed') {
    const shaky = shakyRedis()
    const redisClock = manualClock(noon)
    const limits = { total: { perDayUsd: 1.5 } }
    const made = bench(whenStoreFails === undefined ? limits : { ...limits, whenStoreFails }, {
      ledger: shaky.ledger(redisClock),
    })
    // Its scripts are there.
    await (await made.budget.reserve(question)).settle([])
    return { ...made, shaky, redisClock }
  }

  test('nobody is asked, unless it was wished otherwise (T-77)', async () => {
    const { budget, shaky, alerts, redisClock } = await start()
    shaky.state = 'down'
    for (let n = 0; n < 5; n++) {
      await expect(budget.reserve(question)).rejects.toMatchObject({
        code: 'unavailable',
        status: 503,
        retryable: true,
        retryAfterMs: 5000,
      })
    }
    expect(alerts).toEqual([
      {
        kind: 'budget-store',
        message: 'What is spent cannot be read or written: questions are refused until it can be.',
      },
    ])
    expect(budget.health).toEqual({ status: 'failing', waiting: 0 })
    shaky.state = 'well'
    await redisClock.advance(1000)
    await (await budget.reserve(question)).settle([answer])
    expect(budget.health).toEqual({ status: 'ok', waiting: 0 })
    expect(await budget.read()).toMatchObject([{ spentNano: dollars(0.4), reservedNano: 0 }])
  })

  test('a slow one is not waited for, and what it held all the same is let go (T-77)', async () => {
    const { budget, shaky, redisClock } = await start('closed')
    shaky.state = 'slow'
    const asking = budget.reserve(question)
    asking.catch(() => undefined)
    await redisClock.advance(100)
    await expect(asking).rejects.toMatchObject({ code: 'unavailable' })
    shaky.state = 'well'
    await budget.read()
    expect(await budget.read()).toMatchObject([{ spentNano: 0, reservedNano: 0 }])
  })

  test.each(['down', 'slow'] as const)(
    'answers go on where that was wished, and count when it is back: %s (T-77)',
    async (state) => {
      const { budget, shaky, alerts, redisClock } = await start('open')
      shaky.state = state
      const asking = budget.reserve(question)
      await redisClock.advance(100)
      const settling = (await asking).settle([answer])
      await redisClock.advance(100)
      expect(await settling).toEqual({ costNano: dollars(0.4), estimated: false })
      expect(budget.health).toEqual({ status: 'failing', waiting: 1 })
      expect(alerts.map(({ message }) => message)).toEqual([
        'What is spent cannot be read or written: answers go on without a limit until it can be.',
      ])
      shaky.state = 'well'
      await budget.read()
      expect(await budget.read()).toMatchObject([{ spentNano: dollars(0.4), reservedNano: 0 }])
      expect(budget.health).toEqual({ status: 'ok', waiting: 0 })
    },
  )

  test('a settlement waits, and comes with the next (T-82)', async () => {
    const { budget, shaky } = await start()
    const reservation = await budget.reserve(question)
    shaky.state = 'down'
    await reservation.settle([answer])
    expect(budget.health).toEqual({ status: 'failing', waiting: 1 })
    shaky.state = 'well'
    await budget.read()
    expect(await budget.read()).toMatchObject([{ spentNano: dollars(0.4), reservedNano: 0 }])
  })
})

test('usage that could not be written comes with the next, under the same id', async () => {
  const added: UsageEntry[] = []
  let isDown = true
  const usage: UsageLog = {
    read: () => Promise.resolve([]),
    add(entry) {
      if (isDown) return Promise.reject(new Error('It is down.'))
      added.push(entry)
      return Promise.resolve()
    },
  }
  const { budget } = bench(undefined, { usage })
  await (await budget.reserve(question)).settle([answer])
  isDown = false
  await (await budget.reserve(question)).settle([answer])
  expect(new Set(added.map(({ id }) => id)).size).toBe(2)
})

test('without limits nobody is asked, and what is used is counted all the same', async () => {
  const ledger = new Proxy({} as Ledger, {
    get: () => () => Promise.reject(new Error('Nobody asks.')),
  })
  const { budget, entries } = bench(undefined, { ledger })
  const reservation = await budget.reserve({ ...question, providers: [strange] })
  expect(await reservation.settle([{ ...answer, provider: 's', model: 'strange' }])).toEqual({
    costNano: undefined,
    estimated: false,
  })
  await (await budget.reserve(question)).settle([])
  expect(entries.map(({ used }) => used)).toEqual([
    [
      {
        provider: 's',
        model: 'strange',
        counts: {
          requests: 1,
          inputTokens: 300,
          outputTokens: 100,
          reasoningTokens: 0,
          cachedInputTokens: 0,
          unpriced: 1,
        },
      },
    ],
  ])
})

test('an answer of the cache costs nothing, and saves what it would have cost', async () => {
  const { budget, entries } = bench({ total: { perDayUsd: 10 } })
  await budget.saved({ who: { user: 'ann' }, ...answer })
  expect(entries[0]?.used).toEqual([
    { provider: 'p', model: 'even', counts: { cacheHits: 1, savedNano: dollars(0.4) } },
  ])
  expect(await budget.read()).toEqual([])
})

test.each([
  { total: { perDayUsd: -1 } },
  { user: { perMonthUsd: NaN } },
  { user: { perMonthUsd: Infinity } },
  { tenant: { softAt: 0 } },
  { feature: { softAt: 1.1 } },
])('limits that are none are refused: %j', (options) => {
  expect(() => bench(options)).toThrow(RangeError)
})
