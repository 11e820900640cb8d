import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createRedis } from '../store/redis/createRedis.ts'
import type { Ledger, Scope } from './Ledger.ts'
import { memoryLedger } from './memoryLedger.ts'
import { redisLedger } from './redisLedger.ts'

const clients = [0, 1].map(() => createClient({ url: inject('redisUrl') }))
beforeAll(async () => void (await Promise.all(clients.map((client) => client.connect()))))
afterAll(() => clients.forEach((client) => client.destroy()))

/** As two nodes have it, each by a connection of its own. Time stands: nothing is given up. */
function overRedis(): readonly Ledger[] {
  const prefix = `ledger-${Math.random()}`
  return clients.map((client) => redisLedger(createRedis(client, { prefix, clock: manualClock() })))
}

function inMemory(): readonly Ledger[] {
  const ledger = memoryLedger()
  return [ledger, ledger]
}

const now = Date.UTC(2026, 7, 21, 12)
const later = now + 60_000

function scope(name: string, limitNano: number, more: Partial<Scope> = {}): Scope {
  const softNano = Math.max(1, Math.ceil(limitNano * 0.8))
  return { name, limitNano, softNano, keepUntil: now + 86_400_000, ...more }
}

const numbers = (length: number): readonly number[] => Array.from({ length }, (_, index) => index)

describe.each([
  ['in memory', inMemory],
  ['over Redis', overRedis],
] as const)('a ledger %s', (_, make) => {
  function nodes(): readonly [Ledger, Ledger] {
    const [first, second] = make()
    if (first === undefined || second === undefined) throw new Error('There are two.')
    return [first, second]
  }

  test.each([1, 2])(
    'of 200 at once admits the 20 that are paid for, on %i nodes (T-81)',
    async (count) => {
      const both = nodes()
      const [first] = both
      const ledgers = both.slice(0, count)
      const scopes = [scope('all', 20 * 7 + 6), scope('day', 1000)]
      const answers = await Promise.all(
        numbers(200).map((n) =>
          ledgers[n % count]?.reserve({
            id: `r${n}`,
            scopes,
            amountNano: 7,
            now,
            expiresAt: later,
          }),
        ),
      )
      expect(answers.filter((answer) => answer?.over.length === 0)).toHaveLength(20)
      const refused = answers.filter((answer) => answer?.over.length !== 0)
      expect(refused.flatMap((answer) => answer?.over.map(({ name }) => name))).toEqual(
        numbers(180).map(() => 'all'),
      )
      expect(refused.filter((answer) => answer?.over[0]?.first === true)).toHaveLength(1)
      const { states } = await first.read(scopes, now)
      expect(states).toEqual([
        { spentNano: 0, reservedNano: 140, estimatedNano: 0 },
        { spentNano: 0, reservedNano: 140, estimatedNano: 0 },
      ])
    },
  )

  test('holds in all scopes or in none, and names those that had too little (T-81)', async () => {
    const [ledger] = nodes()
    const scopes = [scope('user', 100), scope('tenant', 5), scope('total', 3)]
    const request = { id: 'r', scopes, amountNano: 4, now, expiresAt: later }
    const empty = { spentNano: 0, reservedNano: 0, estimatedNano: 0 }
    expect(await ledger.reserve(request)).toEqual({
      over: [{ name: 'total', ...empty, first: true }],
      reached: [],
    })
    expect(await ledger.reserve(request)).toEqual({
      over: [{ name: 'total', ...empty, first: false }],
      reached: [],
    })
    expect((await ledger.read(scopes, now)).states).toEqual([empty, empty, empty])
  })

  test('puts what was used in the place of what was held, once', async () => {
    const [ledger, other] = nodes()
    const scopes = [scope('user', 100), scope('total', 100)]
    const request = { id: 'r', scopes, amountNano: 60, now, expiresAt: later }
    await ledger.reserve(request)
    await other.reserve(request)
    const settlement = { id: 'r', scopes, amountNano: 25, estimatedNano: 5, now }
    expect(await other.settle(settlement)).toEqual({ known: true, reached: [] })
    expect(await ledger.settle(settlement)).toEqual({ known: false, reached: [] })
    const state = { spentNano: 25, reservedNano: 0, estimatedNano: 5 }
    expect((await ledger.read(scopes, now)).states).toEqual([state, state])
  })

  test('counts what nobody settled as spent, as an estimate (T-82)', async () => {
    const [ledger, other] = nodes()
    const scopes = [scope('user', 100)]
    await ledger.reserve({ id: 'lost', scopes, amountNano: 60, now, expiresAt: later })
    await ledger.reserve({ id: 'kept', scopes, amountNano: 10, now, expiresAt: later + 1 })
    const read = async (at: number) => (await other.read(scopes, at)).states
    expect(await read(later - 1)).toEqual([{ spentNano: 0, reservedNano: 70, estimatedNano: 0 }])
    expect(await read(later)).toEqual([{ spentNano: 60, reservedNano: 10, estimatedNano: 60 }])
    const more = { id: 'more', scopes, amountNano: 31, now: later, expiresAt: later + 1 }
    expect((await other.reserve(more)).over).toHaveLength(1)
    expect((await other.reserve({ ...more, amountNano: 30 })).over).toHaveLength(0)
    // The crashed node was only slow.
    await ledger.settle({ id: 'lost', scopes, amountNano: 20, now: later + 5 })
    await ledger.settle({ id: 'lost', scopes, amountNano: 20, now: later + 5 })
    expect(await read(later + 5)).toEqual([{ spentNano: 60, reservedNano: 0, estimatedNano: 40 }])
  })

  test('counts what went on unheld, once, whether the reservation had come through or not', async () => {
    const [ledger, other] = nodes()
    const scopes = [scope('user', 100)]
    await ledger.reserve({ id: 'came', scopes, amountNano: 60, now, expiresAt: later })
    for (const id of ['came', 'lost', 'came', 'lost']) {
      await other.settle({ id, scopes, amountNano: 20, unreserved: true, now })
    }
    const state = { spentNano: 40, reservedNano: 0, estimatedNano: 0 }
    expect((await ledger.read(scopes, now)).states).toEqual([state])
  })

  test('tells once that a soft limit is reached, however many reach it at once (T-86)', async () => {
    const ledgers = nodes()
    const scopes = [scope('user', 1000), scope('total', 1_000_000)]
    const ids = numbers(50).map((n) => `r${n}`)
    await Promise.all(
      ids.map((id, n) =>
        ledgers[n % 2]?.reserve({ id, scopes, amountNano: 20, now, expiresAt: later }),
      ),
    )
    const settled = await Promise.all(
      ids.map((id, n) => ledgers[n % 2]?.settle({ id, scopes, amountNano: 20, now })),
    )
    expect(settled.flatMap((one) => one?.reached)).toEqual(['user'])
    // Another day is another scope.
    const tomorrow = [scope('user tomorrow', 1000)]
    await ledgers[0].reserve({ id: 'r', scopes: tomorrow, amountNano: 900, now, expiresAt: later })
    // By what was lost, too.
    expect(await ledgers[1].read(tomorrow, later)).toMatchObject({ reached: ['user tomorrow'] })
    expect(await ledgers[0].read(tomorrow, later)).toMatchObject({ reached: [] })
  })

  test('knows its scopes by names that nobody else has (T-90)', async () => {
    const [ledger, other] = nodes()
    const names = ['__proto__', 'constructor', '', 'ann', 'ANN', 'a:b', '{x}', 'é', '"', ' ']
    for (const [n, name] of names.entries()) {
      const scopes = [scope(name, 100)]
      await ledger.reserve({ id: name, scopes, amountNano: n + 1, now, expiresAt: later })
    }
    const { states } = await other.read(
      names.map((name) => scope(name, 100)),
      now,
    )
    expect(states.map(({ reservedNano }) => reservedNano)).toEqual(names.map((_name, n) => n + 1))
    const known = await other.names({ now, limit: 100 })
    expect(known.toSorted()).toEqual(names.toSorted())
    expect(await other.names({ now, limit: 3 })).toHaveLength(3)
    expect(await other.names({ now: now + 86_400_000, limit: 3 })).toEqual([])
  })

  test('counts to millions of dollars, to the nano-dollar (T-89)', async () => {
    const [ledger] = nodes()
    const scopes = [scope('total', Number.MAX_SAFE_INTEGER)]
    const amountNano = 4_503_599_627_370_495
    await ledger.reserve({ id: 'a', scopes, amountNano, now, expiresAt: later })
    await ledger.reserve({ id: 'b', scopes, amountNano, now, expiresAt: later })
    await ledger.settle({ id: 'a', scopes, amountNano: amountNano - 1, now })
    await ledger.settle({ id: 'b', scopes, amountNano: 0, now })
    expect((await ledger.read(scopes, now)).states).toEqual([
      { spentNano: amountNano - 1, reservedNano: 0, estimatedNano: 0 },
    ])
  })

  test.each([1, 2, 3, 4, 5, 6])(
    'adds up, whatever happens (T-81, T-82, T-89; seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      const upTo = (most: number): number => Math.floor(random() * (most + 1))
      const ledgers = nodes()
      const all = [scope('a', 5_000), scope('b', 9_000), scope('c', 14_000)]
      interface Held {
        readonly id: string
        readonly scopes: readonly Scope[]
        readonly amountNano: number
        readonly expiresAt: number
      }
      const held = new Map<string, Held>()
      const expected = new Map(all.map(({ name }) => [name, { spent: 0, excess: 0 }]))
      const sum = (name: string, at: number, isLost: boolean): number =>
        [...held.values()]
          .filter(
            ({ scopes, expiresAt }) =>
              expiresAt <= at === isLost && scopes.some((one) => one.name === name),
          )
          .reduce((total, { amountNano }) => total + amountNano, 0)
      let at = now
      for (let step = 0; step < 150; step++) {
        const ledger = ledgers[upTo(1)] ?? ledgers[0]
        const [first] = held.values()
        const action = random()
        if (action < 0.6) {
          const scopes = all.filter(() => random() < 0.7)
          const request = {
            id: `r${step}`,
            scopes,
            amountNano: upTo(900),
            expiresAt: at + upTo(50) + 1,
          }
          const { over } = await ledger.reserve({ ...request, now: at })
          const short = scopes.filter(
            ({ name, limitNano }) =>
              (expected.get(name)?.spent ?? 0) +
                sum(name, at, true) +
                sum(name, at, false) +
                request.amountNano >
              limitNano,
          )
          expect(over.map(({ name }) => name)).toEqual(short.map(({ name }) => name))
          if (over.length === 0) held.set(request.id, request)
        } else if (action < 0.9 && first !== undefined) {
          const used = upTo(first.amountNano + 100)
          await ledger.settle({ ...first, amountNano: used, now: at })
          held.delete(first.id)
          for (const { name } of first.scopes) {
            const account = expected.get(name)
            if (account === undefined) continue
            account.spent += used
            account.excess += Math.max(0, used - first.amountNano)
          }
        } else at += upTo(30)
        const { states } = await ledger.read(all, at)
        expect(states).toEqual(
          all.map(({ name }) => ({
            spentNano: (expected.get(name)?.spent ?? 0) + sum(name, at, true),
            reservedNano: sum(name, at, false),
            estimatedNano: sum(name, at, true),
          })),
        )
        for (const [n, { name, limitNano }] of all.entries()) {
          const { spentNano, reservedNano } = states[n] ?? { spentNano: 0, reservedNano: 0 }
          expect(spentNano + reservedNano).toBeLessThanOrEqual(
            limitNano + (expected.get(name)?.excess ?? 0),
          )
        }
      }
    },
  )
})

test('a ledger in memory forgets what is over, and refuses rather than forget what is not', async () => {
  const ledger = memoryLedger({ maxScopes: 2 })
  const reserve = (name: string, at: number) =>
    ledger.reserve({
      id: name,
      scopes: [scope(name, 100, { keepUntil: now + 1000 })],
      amountNano: 1,
      now: at,
      expiresAt: later,
    })
  await reserve('a', now)
  await reserve('b', now)
  await expect(reserve('c', now)).rejects.toMatchObject({ code: 'unavailable' })
  expect((await reserve('c', now + 1000)).over).toEqual([])
  expect(await ledger.names({ now: now + 500, limit: 10 })).toEqual(['c'])
  expect(() => memoryLedger({ maxScopes: 0 })).toThrow(RangeError)
})

test('over Redis, nothing is kept for ever', async () => {
  const prefix = `ledger-${Math.random()}`
  const [client] = clients
  if (client === undefined) throw new Error('There are two.')
  const ledger = redisLedger(createRedis(client, { prefix, clock: manualClock() }))
  const scopes = [scope('user', 100)]
  await ledger.reserve({ id: 'r', scopes, amountNano: 1, now, expiresAt: later })
  await ledger.settle({ id: 's', scopes, amountNano: 1, unreserved: true, now })
  const keys = await client.keys(`{${prefix}}:*`)
  expect(keys).toHaveLength(3)
  for (const key of keys) expect(await client.pTTL(key)).toBeGreaterThan(86_000_000)
})

test.each([
  ['no list', 'OK'],
  ['lists of something else', ['x', 'y']],
  ['scopes that were not asked for', [[[7, '1', '0', '0', 1]], []]],
  ['no numbers', [[[0, 'much', '0', '0', 1]], []]],
  ['nothing', null],
])('does not believe a Redis that answers with %s (T-77)', async (_, reply) => {
  const client = {
    sendCommand: ([name]: string[]) => Promise.resolve(name === 'SCRIPT' ? 'sha' : reply),
  }
  const ledger = redisLedger(createRedis(client, { clock: manualClock() }))
  const scopes = [scope('user', 100)]
  const reserving = ledger.reserve({ id: 'r', scopes, amountNano: 1, now, expiresAt: later })
  await expect(reserving).rejects.toMatchObject({ code: 'unavailable' })
})
