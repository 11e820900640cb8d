import { ChatError, type ErrorInfo, type Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { type Identity, identityOf } from '../access/identityOf.ts'
import type { LimitStore } from './LimitStore.ts'
import { createLimits, type RequestLimits } from './limits.ts'
import { memoryLimits } from './memoryLimits.ts'
import { questionHash } from './questionHash.ts'

function said(text: string, id = text): Message {
  return { id, role: 'user', parts: [{ type: 'text', text }] }
}

/** Limits over the memory, asked through `identify` as the route does. */
function limited(limits: RequestLimits, store: LimitStore = memoryLimits()) {
  const clock = manualClock(1_700_000_000_000)
  const changes: string[] = []
  const made = createLimits(limits, { store, clock, onChange: (to) => void changes.push(to) })
  let asked = 0
  return {
    clock,
    changes,
    limits: made,
    /** Asks; undefined where it is let through. */
    async ask(
      who: Identity,
      { chatId = 'chat', messages = [said(`question ${asked++}`)] } = {},
    ): Promise<ErrorInfo | undefined> {
      const known = await identityOf(new Request('http://x/'), () => who)
      try {
        await made.admit({ ...known, chatId, messages })
      } catch (thrown) {
        if (thrown instanceof ChatError) return thrown.info
        throw thrown
      }
      return undefined
    },
  }
}

const once = { requestsPerMinute: 1 }

test('a user who asks too often is refused with the exact time, and only he (T-91)', async () => {
  const { ask, clock } = limited({ user: { requestsPerMinute: 20, burst: 2 } })
  const ada = { user: 'ada' }
  expect([await ask(ada), await ask(ada)]).toEqual([undefined, undefined])
  await clock.advance(1)
  expect(await ask(ada)).toEqual({
    code: 'rate_limit',
    message: 'You have asked a lot in a short time. Please wait a moment.',
    retryable: true,
    retryAfterMs: 2999,
    status: 429,
  })
  expect(await ask({ user: 'bob' })).toBeUndefined()
  await clock.advance(2998)
  expect(await ask(ada)).toMatchObject({ retryAfterMs: 1 })
  await clock.advance(1)
  expect(await ask(ada)).toBeUndefined()
})

test.each<[keyof RequestLimits, Identity, Identity, Identity]>([
  ['tenant', { tenant: 't', user: 'a' }, { tenant: 't', user: 'b' }, { tenant: 'u', user: 'a' }],
  ['feature', { feature: 'f', user: 'a' }, { feature: 'f', user: 'b' }, { user: 'a' }],
])('all of a %s share its limit, and nobody else (T-91)', async (limit, one, same, other) => {
  const { ask } = limited({ [limit]: once })
  expect(await ask(one)).toBeUndefined()
  expect(await ask(same)).toMatchObject({ code: 'rate_limit', retryAfterMs: 60_000 })
  expect(await ask(other)).toBeUndefined()
})

test('the total holds for all (T-91)', async () => {
  const { ask } = limited({ total: { requestsPerMinute: 2 }, user: { requestsPerMinute: 100 } })
  expect([await ask({ user: 'a' }), await ask({ user: 'b' })]).toEqual([undefined, undefined])
  expect(await ask({ user: 'c' })).toMatchObject({
    message: 'This chat is asked too much right now. Please wait a moment.',
    retryAfterMs: 30_000,
  })
})

test('what one limit refuses, the others do not count (T-91)', async () => {
  const { ask } = limited({ user: once, total: { requestsPerMinute: 2 } })
  expect(await ask({ user: 'a' })).toBeUndefined()
  for (let n = 0; n < 9; n++) expect(await ask({ user: 'a' })).toBeDefined()
  expect(await ask({ user: 'b' })).toBeUndefined()
})

describe('identities (T-90)', () => {
  test('names are data: each has a bucket of its own', async () => {
    const { ask } = limited({ user: once, anonymous: once })
    const names: readonly Identity[] = [
      { user: '__proto__' },
      { user: 'constructor' },
      { user: 'ada' },
      { user: 'Ada' },
      { user: 'ADA' },
      { user: ' ada' },
      { user: 'null' },
      { user: 'a","b' },
      { user: '["user"]' },
      { tenant: 'ada', user: 'ada' },
      { tenant: 'Ada', user: 'ada' },
      { tenant: 'null', user: 'ada' },
      {},
    ]
    for (const who of names) expect(await ask(who), JSON.stringify(who)).toBeUndefined()
    for (const who of names) expect(await ask(who), JSON.stringify(who)).toBeDefined()
  })

  test('who has no name shares a bucket with the others of his tenant, with a limit of its own', async () => {
    const { ask } = limited({
      user: { requestsPerMinute: 100 },
      anonymous: { requestsPerMinute: 2 },
    })
    expect([await ask({}, { chatId: '1' }), await ask({ feature: 'f' })]).toEqual([
      undefined,
      undefined,
    ])
    expect(await ask({}, { chatId: '3' })).toMatchObject({ retryAfterMs: 30_000 })
    expect(await ask({ user: 'ada' })).toBeUndefined()
    expect(await ask({ tenant: 't' })).toBeUndefined()
  })

  test('without a limit of their own, they share what one user may', async () => {
    const { ask } = limited({ user: once })
    expect(await ask({})).toBeUndefined()
    expect(await ask({})).toMatchObject({ code: 'rate_limit' })
  })

  test('an empty name is refused before it is counted', async () => {
    const { ask } = limited({ user: once })
    await expect(ask({ user: '' })).rejects.toMatchObject({ code: 'invalid_request' })
  })
})

test('a conversation has so many turns; waiting does not help, a new one does (T-91: tool loop)', async () => {
  const { ask, clock } = limited({ chat: { turns: 3 } })
  const ada = { user: 'ada' }
  for (let turn = 0; turn < 3; turn++) expect(await ask(ada)).toBeUndefined()
  await clock.advance(86_400_000)
  expect(await ask(ada)).toEqual({
    code: 'rate_limit',
    message: 'This conversation has had as many turns as it may have. Please begin a new one.',
    retryable: false,
    status: 429,
  })
  expect(await ask(ada, { chatId: 'new' })).toBeUndefined()
  // A chat id is its owner's: another's of the same name is another.
  expect(await ask({ user: 'bob' })).toBeUndefined()
})

describe('identical questions (T-91: client loop)', () => {
  const identical = { times: 3, withinMs: 60_000 }
  const ada = { user: 'ada' }

  test('a loop is refused whether it writes new ids, opens new chats or lets one grow', async () => {
    const { ask, clock } = limited({ identical })
    const same = said('Go on!')
    expect(await ask(ada, { messages: [said('Go on!', 'another id')] })).toBeUndefined()
    await clock.advance(1000)
    expect(await ask(ada, { messages: [said('Before'), same] })).toBeUndefined()
    expect(await ask(ada, { chatId: 'new', messages: [same] })).toBeUndefined()
    expect(await ask(ada, { messages: [same] })).toMatchObject({
      message: 'The same has been asked again and again. Please wait before you ask it once more.',
      retryAfterMs: 59_000,
    })
    expect(await ask({ user: 'bob' }, { messages: [same] })).toBeUndefined()
    expect(await ask(ada, { messages: [said('go on!')] })).toBeUndefined()
    await clock.advance(59_000)
    expect(await ask(ada, { messages: [same] })).toBeUndefined()
  })

  test('is told by what is asked, whatever the order of its keys', () => {
    const file = { type: 'file', mediaType: 'image/png', url: 'data:,' } as const
    const turned = { url: 'data:,', mediaType: 'image/png', type: 'file' } as const
    const asked: Message = { id: '1', role: 'user', parts: [file] }
    expect(questionHash([{ parts: [turned], role: 'user', id: '2' }])).toBe(questionHash([asked]))
    expect(questionHash([{ ...asked, role: 'assistant' }])).not.toBe(questionHash([asked]))
    const hashes = Array.from({ length: 20_000 }, (_, n) => questionHash([said(`${n}`)]))
    expect(new Set(hashes).size).toBe(20_000)
  })
})

test('when the store fails answers go on, and it shows until it is well again (T-77)', async () => {
  const memory = memoryLimits()
  let fails = false
  const { ask, limits, changes } = limited(
    { user: once },
    {
      take: (...asked) =>
        fails ? Promise.reject(new ChatError('unavailable', 'Down.')) : memory.take(...asked),
    },
  )
  expect([await ask({}), limits.status]).toEqual([undefined, 'ok'])
  fails = true
  expect([await ask({}), await ask({}), limits.status]).toEqual([undefined, undefined, 'failing'])
  fails = false
  expect(await ask({})).toMatchObject({ code: 'rate_limit' })
  expect(limits.status).toBe('ok')
  expect(changes).toEqual(['failing', 'ok'])
})

test('where nothing is limited the store is not asked', async () => {
  const never: LimitStore = { take: () => Promise.reject(new Error('asked')) }
  const { ask, limits } = limited({}, never)
  expect([await ask({ user: 'ada' }), limits.status]).toEqual([undefined, 'ok'])
})

test.each<[string, RequestLimits]>([
  ['user.requestsPerMinute', { user: { requestsPerMinute: 0 } }],
  ['total.requestsPerMinute', { total: { requestsPerMinute: Number.NaN } }],
  ['tenant.burst', { tenant: { requestsPerMinute: 5, burst: 0.5 } }],
  ['chat.turns', { chat: { turns: 1.5 } }],
  ['identical.times', { identical: { times: 0, withinMs: 5 } }],
  ['identical.withinMs', { identical: { times: 1, withinMs: Infinity } }],
])('a limit that cannot be meant is refused at the start: %s', (name, limits) => {
  const make = (): unknown => createLimits(limits, { store: memoryLimits(), clock: manualClock() })
  expect(make).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  expect(make).toThrow(`limits.${name}`)
})
