import { ChatError } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import type { Provider, ProviderEvent, ProviderRequest } from '../provider/Provider.ts'
import type { CacheHit, CacheTurn } from './CacheOptions.ts'
import { type CacheSettings, createCache } from './createCache.ts'
import { answering, whole } from '../fixtures/answering.ts'
import { bothStores } from './fixtures/cacheStores.ts'
import { allHear, hearing, prompt } from './fixtures/hearing.ts'
import { memoryCache } from './memoryCache.ts'

const start = 1_000_000
const hour = 3_600_000
const nothing = { type: 'usage', usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 } }
const stop: ProviderEvent = { type: 'finish', finishReason: 'stop' }
const overloaded = new ChatError('overloaded', 'Too much.', { retryable: true })

afterEach(() => vi.unstubAllGlobals())

function cached(createdAt = start): ProviderEvent {
  return { type: 'notice', notice: { kind: 'cached', createdAt } }
}

/** A cache, and a provider behind it as one user sees it. */
function caching(provider: Provider, settings: CacheSettings = {}, store = memoryCache()) {
  const clock = manualClock(start)
  const cache = createCache(store, { clock, ...settings })
  const hits: CacheHit[] = []
  const storing: Promise<unknown>[] = []
  const as = (more: Partial<CacheTurn> = {}): Provider =>
    cache.around(provider, {
      who: { user: 'ann' },
      providers: [provider],
      fresh: false,
      onHit: (hit) => void hits.push(hit),
      waitUntil: (work) => void storing.push(work),
      ...more,
    })
  return {
    clock,
    hits,
    as,
    provider: as(),
    stored: async () => void (await Promise.all(storing)),
    async ask(request?: ProviderRequest, turn?: Partial<CacheTurn>) {
      const heard = hearing(as(turn), request)
      await heard.done
      await Promise.all(storing)
      return heard
    },
  }
}

describe.each(bothStores())('over $name', ({ make }) => {
  test('an answer is given again, marked, and costs nothing (T-78)', async () => {
    const provider = answering(whole)
    const { ask, hits } = caching(provider, {}, make(manualClock()))
    const first = await ask()
    expect(first.events).toEqual(whole)
    expect(hits).toEqual([])
    const second = await ask()
    expect(second.events).toEqual([cached(), nothing, { type: 'text', text: 'Good day.' }, stop])
    expect(provider.requests).toHaveLength(1)
    expect(hits).toEqual([
      {
        createdAt: start,
        provider: 'scripted',
        model: 'm',
        saved: { inputTokens: 12, outputTokens: 3 },
        kind: 'kept',
      },
    ])
  })

  test('after its time it is asked for again (T-76)', async () => {
    const provider = answering(whole)
    const { ask, clock } = caching(provider, { ttlSeconds: 7200 }, make(manualClock()))
    await ask()
    await clock.advance(2 * hour - 1)
    await ask()
    expect(provider.requests).toHaveLength(1)
    await clock.advance(1)
    await ask()
    expect(provider.requests).toHaveLength(2)
    await clock.advance(2 * hour - 1)
    await ask()
    expect(provider.requests).toHaveLength(2)
  })

  test('users do not meet each other’s answers (T-72)', async () => {
    const provider = answering(whole)
    const { ask } = caching(provider, {}, make(manualClock()))
    await ask(prompt(), { who: { user: 'ann', tenant: 'acme' } })
    await ask(prompt(), { who: { user: 'bob', tenant: 'acme' } })
    await ask(prompt(), { who: { user: 'ann', tenant: 'evil' } })
    expect(provider.requests).toHaveLength(3)
    await ask(prompt(), { who: { user: 'bob', tenant: 'acme' } })
    expect(provider.requests).toHaveLength(3)
  })

  test('what stands in for providers that fail is past its time, and told as such (T-78)', async () => {
    const failing: readonly ProviderEvent[] = [{ type: 'error', error: overloaded }]
    const provider = answering(whole, failing)
    const settings = { staleIfErrorSeconds: 7200 }
    const { ask, clock, hits } = caching(provider, settings, make(manualClock()))
    await ask()
    await clock.advance(3 * hour - 1)
    const stale = await ask()
    expect(stale.events).toEqual([cached(), nothing, { type: 'text', text: 'Good day.' }, stop])
    expect(hits).toMatchObject([{ kind: 'stale', createdAt: start }])
    expect(provider.requests).toHaveLength(2)
  })

  test('100 equal questions at once make one call (T-75)', async () => {
    const provider = handFedProvider()
    const { as, hits, stored } = caching(provider, {}, make(manualClock()))
    const all = Array.from({ length: 100 }, () => hearing(as()))
    await provider.asked()
    provider.say('Good ')
    // As it comes, not at its end.
    await allHear(all, 1)
    provider.say('day.')
    provider.feed({ type: 'usage', usage: { inputTokens: 12, outputTokens: 3 } }, stop)
    await Promise.all(all.map(({ done }) => done))
    await stored()
    expect(provider.requests).toHaveLength(1)
    expect(new Set(all.map(({ text }) => text))).toEqual(new Set(['Good day.']))
    const counted = all.flatMap(({ events }) => events.filter(({ type }) => type === 'usage'))
    expect(counted.filter((event) => JSON.stringify(event) !== JSON.stringify(nothing))).toEqual([
      { type: 'usage', usage: { inputTokens: 12, outputTokens: 3 } },
    ])
    expect(hits).toHaveLength(99)
    expect(new Set(hits.map(({ kind, saved }) => `${kind} ${saved?.outputTokens}`))).toEqual(
      new Set(['shared 3']),
    )
  })
})

test('a miss is handed through as it came, read by read', async () => {
  const reads = [[{ type: 'text', text: 'a' }], [{ type: 'text', text: 'b' }, stop]] as const
  const provider: Provider = {
    name: 'p',
    model: 'm',
    async *stream() {
      yield* reads
    },
  }
  const got: unknown[] = []
  const { provider: around } = caching(provider)
  const { signal } = new AbortController()
  for await (const read of around.stream(prompt(), { signal })) got.push(read)
  expect(got).toHaveLength(2)
  expect(got[0]).toBe(reads[0])
  expect(got[1]).toBe(reads[1])
})

test('a kept answer comes in pieces, cut between characters, with its thoughts and sources (T-78)', async () => {
  const long = `${'x'.repeat(199)}🦊${'y'.repeat(300)}`
  const signed = {
    type: 'reasoning',
    text: 's'.repeat(500),
    providerMetadata: { a: { b: 'c' } },
  } as const
  const provider = answering([
    { type: 'reasoning', text: 'Let me ' },
    { type: 'reasoning', text: 'see.' },
    signed,
    { type: 'source', id: '1', url: 'https://a.example', title: 'A' },
    { type: 'text', text: long },
    stop,
  ])
  const { ask } = caching(provider)
  await ask()
  const { events, reads } = await ask()
  expect(events).toEqual([
    cached(),
    nothing,
    { type: 'reasoning', text: 'Let me see.' },
    signed,
    { type: 'source', id: '1', url: 'https://a.example', title: 'A' },
    { type: 'text', text: 'x'.repeat(199) },
    { type: 'text', text: `🦊${'y'.repeat(198)}` },
    { type: 'text', text: 'y'.repeat(102) },
    stop,
  ])
  expect(reads).toEqual(events.map(() => 1))
})

describe('only whole answers in words are kept (T-74)', () => {
  const text: ProviderEvent = { type: 'text', text: 'Good day.' }
  const call: ProviderEvent = { type: 'tool-call', toolCallId: '1', toolName: 'f', input: '{}' }
  const end = (finishReason: 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other') =>
    ({ type: 'finish', finishReason }) as const

  test.each<readonly [string, readonly (ProviderEvent | Error)[]]>([
    ['cut at its length', [text, end('length')]],
    ['filtered', [text, end('content-filter')]],
    ['ended for another reason', [text, end('other')]],
    ['an error at its end', [text, end('error')]],
    ['a tool call', [text, call, end('tool-calls')]],
    ['a tool call that says stop', [text, call, stop]],
    [
      'a tool that the provider ran',
      [text, { type: 'tool-result', toolCallId: '1', output: 1, failed: false }, stop],
    ],
    [
      'a tool call that was never whole',
      [{ type: 'tool-input-start', toolCallId: '1', toolName: 'f' }, text, stop],
    ],
    ['a refusal', [{ type: 'text', text: 'I cannot.', refusal: true }, stop]],
    ['a refusal after words', [text, { type: 'text', text: 'No.', refusal: true }, stop]],
    ['failed in the middle', [text, { type: 'error', error: overloaded }]],
    ['failed after its end', [text, stop, { type: 'error', error: overloaded }]],
    ['went on after its end', [text, stop, text]],
    ['broke off', [text, new Error('reset')]],
    ['no end', [text]],
    ['nothing', [stop]],
    ['blanks', [{ type: 'text', text: ' \n' }, stop]],
    ['thoughts alone', [{ type: 'reasoning', text: 'Hm.' }, stop]],
    ['too long', [{ type: 'text', text: 'ä'.repeat(128 * 1024 + 1) }, stop]],
    [
      'a file that is too large',
      [text, { type: 'file', mediaType: 'a/b', url: 'x'.repeat(1 << 20) }, stop],
    ],
  ])('not: %s', async (_, script) => {
    const provider = answering(script)
    const { ask } = caching(provider)
    await ask().catch(() => undefined)
    await ask().catch(() => undefined)
    expect(provider.requests).toHaveLength(2)
  })

  test('one that was begun anew is kept as it ended', async () => {
    const provider = answering([text, { type: 'reset' }, { type: 'text', text: 'Hello.' }, stop])
    const { ask } = caching(provider)
    await ask()
    expect((await ask()).text).toBe('Hello.')
    expect(provider.requests).toHaveLength(1)
  })

  test('one of 256 KB is kept', async () => {
    const provider = answering([{ type: 'text', text: 'ä'.repeat(128 * 1024) }, stop])
    const { ask } = caching(provider)
    await ask()
    expect((await ask()).text).toHaveLength(128 * 1024)
    expect(provider.requests).toHaveLength(1)
  })

  test('one that everybody left is not', async () => {
    const provider = handFedProvider()
    const { as } = caching(provider)
    const heard = hearing(as())
    await provider.asked()
    provider.say('Good')
    heard.leave()
    await expect(heard.done).rejects.toThrow('left')
    await provider.idle()
    const again = hearing(as())
    await provider.asked(2)
    provider.say('Good day.')
    provider.finish()
    await again.done
    expect(again.events).toEqual([{ type: 'text', text: 'Good day.' }, stop])
  })

  test('who answered in the end is kept with it', async () => {
    const notice = {
      kind: 'failed-over',
      code: 'overloaded',
      provider: 'second',
      model: 'n',
    } as const
    const { ask, hits } = caching(answering([{ type: 'notice', notice }, ...whole]))
    await ask()
    const { events } = await ask()
    expect(events.filter(({ type }) => type === 'notice')).toEqual([cached()])
    expect(hits).toMatchObject([{ provider: 'second', model: 'n' }])
  })
})

describe('one call for all (T-75)', () => {
  /** What all hear before a word is said, whenever they come. */
  const news: ProviderEvent = {
    type: 'notice',
    notice: { kind: 'failed-over', code: 'overloaded', provider: 'second', model: 'n' },
  }

  test('who comes later hears it from its beginning, marked as shared', async () => {
    const provider = handFedProvider()
    const { as, clock } = caching(provider)
    const leader = hearing(as())
    await provider.asked()
    provider.feed({
      type: 'notice',
      notice: { kind: 'retrying', code: 'overloaded', attempt: 2, retryAt: start + 1 },
    })
    provider.say('Good ')
    await allHear([leader], 2)
    await clock.advance(7)
    const late = hearing(as())
    await allHear([late], 3)
    expect(late.events).toEqual([cached(), nothing, { type: 'text', text: 'Good ' }])
    provider.say('day.')
    provider.finish()
    await Promise.all([leader.done, late.done])
    expect(late.text).toBe('Good day.')
    expect(leader.events.filter(({ type }) => type === 'notice')).toHaveLength(1)
  })

  test('the call outlives who began it, on his account, and is kept', async () => {
    const provider = handFedProvider()
    const { as, ask, hits } = caching(provider)
    const leader = hearing(as())
    await provider.asked()
    const follower = hearing(as())
    provider.say('Good ')
    await allHear([leader], 1)
    await allHear([follower], 3)
    leader.leave()
    await expect(leader.done).rejects.toThrow('left')
    expect(provider.open).toBe(1)
    provider.say('day.')
    const usage = { outputTokens: 3 }
    provider.feed({ type: 'usage', usage }, stop)
    await follower.done
    expect(follower.events).toEqual([
      cached(),
      nothing,
      { type: 'text', text: 'Good ' },
      { type: 'text', text: 'day.' },
      nothing,
      stop,
    ])
    expect(hits).toMatchObject([{ kind: 'shared', saved: usage }])
    expect((await ask()).text).toBe('Good day.')
    expect(provider.requests).toHaveLength(1)
  })

  test('who comes after words were taken back hears only what took their place', async () => {
    const provider = handFedProvider()
    const { as } = caching(provider)
    const leader = hearing(as())
    await provider.asked()
    provider.say('Go')
    provider.feed({ type: 'reset' })
    provider.say('Hello.')
    await allHear([leader], 3)
    const late = hearing(as())
    await allHear([late], 3)
    provider.finish()
    await Promise.all([leader.done, late.done])
    expect(late.text).toBe('Hello.')
  })

  test('it ends when nobody follows any more', async () => {
    const provider = handFedProvider()
    const { as, clock } = caching(provider)
    const all = Array.from({ length: 5 }, () => hearing(as()))
    await provider.asked()
    provider.feed(news)
    await allHear(all, 1)
    for (const { leave } of all.slice(1)) leave()
    await clock.advance(0)
    expect(provider.open).toBe(1)
    all[0]?.leave()
    await provider.idle()
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  test('who leaves ends at once, also behind a provider that does not listen', async () => {
    const provider = handFedProvider({ deaf: true })
    const { as, clock } = caching(provider)
    const heard = hearing(as())
    await provider.asked()
    heard.leave()
    await expect(heard.done).rejects.toThrow('left')
    const again = hearing(as())
    await provider.asked(2)
    provider.say('Good day.')
    provider.finish()
    await again.done
    expect(again.text).toBe('Good day.')
    expect(clock.pending).toBe(0)
  })

  test.each<readonly [string, (provider: ReturnType<typeof handFedProvider>) => void]>([
    ['says so', (provider) => provider.feed({ type: 'error', error: overloaded })],
    ['throws', (provider) => provider.fail(overloaded)],
  ])(
    'one that fails before a word and %s is asked once more, by one of the others',
    async (_, fail) => {
      const provider = handFedProvider()
      const { as } = caching(provider)
      const leader = hearing(as())
      const others = Array.from({ length: 9 }, () => hearing(as()))
      await provider.asked()
      fail(provider)
      await leader.done.catch(() => undefined)
      await provider.asked(2)
      provider.say('Good day.')
      provider.finish()
      await Promise.all(others.map(({ done }) => done))
      expect(provider.requests).toHaveLength(2)
      expect(leader.text).toBe('')
      expect(new Set(others.map(({ text }) => text))).toEqual(new Set(['Good day.']))
      const marked = others.filter(({ events }) =>
        events.some((event) => event.type === 'notice' && event.notice.kind === 'cached'),
      )
      expect(marked).toHaveLength(8)
    },
  )

  test('one that fails twice is not asked a hundred times', async () => {
    const provider = handFedProvider()
    const { as } = caching(provider)
    const all = Array.from({ length: 100 }, () => hearing(as()))
    await provider.asked()
    provider.feed(news)
    await allHear(all, 1)
    const error: ProviderEvent = { type: 'error', error: overloaded }
    provider.feed(error)
    await provider.asked(2)
    provider.feed(error)
    await Promise.all(all.map(({ done }) => done))
    expect(provider.requests).toHaveLength(2)
    for (const { events } of all) expect(events).toEqual([news, error])
  })

  test('an allowance that is used up is one asker’s own', async () => {
    const quota = new ChatError('quota', 'Used up.')
    const provider = handFedProvider()
    const { as } = caching(provider, { scope: 'public' })
    const all = Array.from({ length: 6 }, () => hearing(as()))
    await provider.asked()
    provider.feed(news)
    await allHear(all, 1)
    for (const refused of [1, 2, 3]) {
      provider.feed({ type: 'error', error: quota })
      await provider.asked(refused + 1)
    }
    provider.say('Good day.')
    provider.finish()
    await Promise.all(all.map(({ done }) => done))
    expect(provider.requests).toHaveLength(4)
    const texts = all.map(({ text }) => text).toSorted()
    expect(texts).toEqual(['', '', '', 'Good day.', 'Good day.', 'Good day.'])
  })

  test('after its first words all keep what they have', async () => {
    const provider = handFedProvider()
    const { as } = caching(provider)
    const all = [hearing(as()), hearing(as())]
    await provider.asked()
    provider.feed(news)
    await allHear(all, 1)
    provider.say('Good ')
    provider.fail(overloaded)
    for (const { done } of all) await expect(done).rejects.toBe(overloaded)
    expect(all.map(({ text }) => text)).toEqual(['Good ', 'Good '])
    expect(provider.requests).toHaveLength(1)
  })

  test('another question, or another’s, is another call', async () => {
    const provider = handFedProvider()
    const { as } = caching(provider)
    const all = [
      hearing(as()),
      hearing(as(), prompt('Goodbye')),
      hearing(as({ who: { user: 'bob' } })),
    ]
    await provider.asked(3)
    for (const { leave } of all) leave()
    await provider.idle()
  })
})

describe('past the cache', () => {
  const file = (data: object): ProviderRequest['prompt'] => [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is it?' },
        { type: 'file', mediaType: 'image/png', data: data as never },
      ],
    },
  ]
  const afterTool: ProviderRequest['prompt'] = [
    { role: 'user', content: [{ type: 'text', text: 'Time?' }] },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: '1',
          toolName: 'f',
          output: { type: 'text', value: '5' },
        },
      ],
    },
  ]

  test.each<readonly [string, ProviderRequest, Partial<CacheTurn>, CacheSettings, number]>([
    ['one that wants its own (T-79)', prompt(), { fresh: true }, {}, 2],
    ['a temperature of 0.31 (T-79)', prompt('a', { temperature: 0.31 }), {}, {}, 2],
    ['a temperature of 0.3 is not (T-79)', prompt('a', { temperature: 0.3 }), {}, {}, 1],
    [
      'a temperature of 1 where that is allowed',
      prompt('a', { temperature: 1 }),
      {},
      { maxTemperature: 1 },
      1,
    ],
    ['no temperature at all', prompt('a', { temperature: Number.NaN }), {}, {}, 2],
    ['somebody without a name (T-72)', prompt(), { who: {} }, {}, 2],
    ['somebody of a tenant, without a name (T-72)', prompt(), { who: { tenant: 'a' } }, {}, 2],
    ['somebody without a tenant (T-72)', prompt(), {}, { scope: 'tenant' }, 2],
    ['a public one needs no name', prompt(), { who: {} }, { scope: 'public' }, 1],
    ['a turn after tools', prompt('', { prompt: afterTool }), {}, {}, 2],
    [
      'a file by its address',
      prompt('', { prompt: file({ type: 'url', url: new URL('https://a.example') }) }),
      {},
      {},
      2,
    ],
    [
      'a file by a vendor’s name',
      prompt('', { prompt: file({ type: 'reference', reference: { openai: 'f' } }) }),
      {},
      {},
      2,
    ],
    [
      'a file that is there is not',
      prompt('', { prompt: file({ type: 'data', data: 'aGk=' }) }),
      {},
      {},
      1,
    ],
    ['a time of 0 (T-76)', prompt(), {}, { ttlSeconds: 0 }, 2],
    ['a function that says false (T-76)', prompt(), {}, { ttlSeconds: () => false }, 2],
    ['a function that gives no number (T-76)', prompt(), {}, { ttlSeconds: () => Number.NaN }, 2],
    [
      'a function that throws (T-76)',
      prompt(),
      {},
      {
        ttlSeconds: () => {
          throw new Error('no')
        },
      },
      2,
    ],
  ])('%s', async (_, request, turn, settings, calls) => {
    const provider = answering(whole)
    const { ask } = caching(provider, settings)
    await ask(request, turn)
    const second = await ask(request, turn)
    expect(provider.requests).toHaveLength(calls)
    expect(second.text).toBe('Good day.')
  })

  test('nothing is kept where there is no crypto.subtle', async () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    const provider = answering(whole)
    const { ask } = caching(provider)
    expect((await ask()).events).toEqual(whole)
    expect((await ask()).events).toEqual(whole)
  })
})

test('how long it holds may depend on the question (T-76)', async () => {
  const provider = answering(whole)
  const seen: unknown[] = []
  const { ask, clock } = caching(provider, {
    ttlSeconds(question) {
      seen.push(question)
      return 60
    },
    exactTtl: true,
  })
  await ask()
  expect(seen).toEqual([
    { request: prompt(), who: { user: 'ann' }, provider: 'scripted', model: 'm' },
  ])
  await clock.advance(59_999)
  await ask()
  expect(provider.requests).toHaveLength(1)
  await clock.advance(1)
  await ask()
  expect(provider.requests).toHaveLength(2)
})

test('an answer from the future is not believed: the clock jumped back (T-76)', async () => {
  const provider = answering(whole)
  const store = memoryCache()
  const { ask } = caching(provider, {}, store)
  await ask()
  const back = caching(provider, { clock: manualClock(start - 60_001) }, store)
  await back.ask()
  expect(provider.requests).toHaveLength(2)
})

test.each([
  { ttlSeconds: Number.NaN },
  { ttlSeconds: -1 },
  { maxTemperature: Number.NaN },
  { staleIfErrorSeconds: -1 },
  { followMs: Number.NaN },
])('refuses %o', (settings) => {
  expect(() => createCache(memoryCache(), settings)).toThrow(RangeError)
})

describe('providers that fail', () => {
  const failing = (code: ChatError['code']): readonly ProviderEvent[] => [
    { type: 'error', error: new ChatError(code, 'No.') },
  ]

  test.each([
    ['server_error', {}, false],
    ['server_error', { staleIfErrorSeconds: 3600 }, true],
    ['content_policy', { staleIfErrorSeconds: 3600 }, false],
    ['invalid_request', { staleIfErrorSeconds: 3600 }, false],
  ] as const)('%s with %o is stood in for: %s', async (code, settings, stands) => {
    const provider = answering(whole, failing(code))
    const { ask, clock } = caching(provider, settings)
    await ask()
    await clock.advance(hour)
    expect((await ask()).text).toBe(stands ? 'Good day.' : '')
  })

  test('after a word nothing stands in', async () => {
    const provider = answering(whole, [{ type: 'text', text: 'Go' }, ...failing('server_error')])
    const { ask, clock } = caching(provider, { staleIfErrorSeconds: 3600 })
    await ask()
    await clock.advance(hour)
    const { events } = await ask()
    expect(events.map(({ type }) => type)).toEqual(['text', 'error'])
  })

  test('all who followed are given it', async () => {
    const provider = handFedProvider()
    const { as, ask, clock, hits } = caching(provider, { staleIfErrorSeconds: 3600 })
    const first = ask()
    await provider.asked()
    provider.say('Good day.')
    provider.finish()
    await first
    await clock.advance(hour)
    const all = Array.from({ length: 10 }, () => hearing(as()))
    await provider.asked(2)
    const notice = { kind: 'failed-over', code: 'overloaded', provider: 'b', model: 'n' } as const
    provider.feed({ type: 'notice', notice })
    await allHear(all, 1)
    provider.fail(overloaded)
    await provider.asked(3)
    provider.fail(overloaded)
    await Promise.all(all.map(({ done }) => done))
    expect(new Set(all.map(({ text }) => text))).toEqual(new Set(['Good day.']))
    expect(hits.map(({ kind }) => kind)).toEqual(Array.from({ length: 10 }, () => 'stale'))
    expect(provider.requests).toHaveLength(3)
  })

  test('nothing stands in once that time is over too', async () => {
    const provider = answering(whole, failing('server_error'))
    const { ask, clock } = caching(provider, { staleIfErrorSeconds: 3600 })
    await ask()
    await clock.advance(2 * hour)
    expect((await ask()).text).toBe('')
  })
})

test('who asks while it is being stored is given what is', async () => {
  const kept = memoryCache()
  let write = (): void => undefined
  const store = {
    ...kept,
    async write(...entry: Parameters<typeof kept.write>) {
      await new Promise<void>((resolve) => (write = resolve))
      await kept.write(...entry)
    },
  }
  const provider = answering(whole)
  const { as, stored, ask } = caching(provider, {}, store)
  await hearing(as()).done
  const meanwhile = hearing(as())
  await meanwhile.done
  expect(meanwhile.text).toBe('Good day.')
  write()
  await stored()
  await ask()
  expect(provider.requests).toHaveLength(1)
})

test.each([1, 2, 3])('of a mix with 70 %% repeats most is saved (seed %i)', async (seed) => {
  const random = seededRandom(seed)
  const provider = answering(whole)
  const { ask, hits } = caching(provider)
  const asked: string[] = []
  for (let count = 0; count < 500; count++) {
    const again = asked[Math.floor(random() * asked.length)]
    const text = random() < 0.7 && again !== undefined ? again : `Question ${count}`
    asked.push(text)
    await ask(prompt(text))
  }
  const saved = hits.reduce((sum, hit) => sum + (hit.saved?.outputTokens ?? 0), 0)
  expect(saved / (asked.length * 3)).toBeGreaterThan(0.6)
  expect(saved / (asked.length * 3)).toBeLessThan(0.8)
  expect(provider.requests).toHaveLength(new Set(asked).size)
})
