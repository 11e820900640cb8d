import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import type { Provider, ProviderEvent, ProviderRequest } from '../provider/Provider.ts'
import { fitsAt, type RateLimits, readRateLimits } from '../provider/rateLimits.ts'
import { withThrottle } from './withThrottle.ts'

const now = 1_700_000_000_000

test.each<[string, Record<string, string>, RateLimits]>([
  [
    'OpenAI: resets are durations',
    {
      'x-ratelimit-remaining-requests': '3',
      'x-ratelimit-reset-requests': '1m30s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '250ms',
    },
    new Map([
      ['requests', { remaining: 3, resetAt: now + 90_000 }],
      ['tokens', { remaining: 0, resetAt: now + 250 }],
    ]),
  ],
  [
    'Anthropic: resets are points in time',
    {
      'anthropic-ratelimit-input-tokens-remaining': '12',
      'anthropic-ratelimit-input-tokens-reset': new Date(now + 5000).toISOString(),
    },
    new Map([['input-tokens', { remaining: 12, resetAt: now + 5000 }]]),
  ],
  [
    'Azure: -1 is unknown, not exhausted',
    { 'x-ratelimit-remaining-tokens': '-1', 'x-ratelimit-reset-tokens': '0' },
    new Map(),
  ],
  [
    'nonsense is nothing',
    { 'x-ratelimit-remaining-requests': '1e9', 'x-ratelimit-reset-requests': 'soon' },
    new Map(),
  ],
  [
    'a reset in years shuts nobody out (hostile headers)',
    {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '99999h',
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2999-01-01T00:00:00Z',
    },
    new Map(),
  ],
])('reads %s', (_, headers, limits) => {
  expect(readRateLimits(new Headers(headers), now)).toEqual(limits)
})

test('a request fits when each limit has room for it, or has been reset', () => {
  const limits: RateLimits = new Map([
    ['requests', { remaining: 1, resetAt: 100 }],
    ['tokens', { remaining: 500, resetAt: 200 }],
  ])
  expect(fitsAt(limits, 500, 0)).toBe(0)
  expect(fitsAt(limits, 501, 0)).toBe(200)
  expect(fitsAt(limits, 501, 200)).toBe(200)
  expect(fitsAt(new Map([['requests', { remaining: 0, resetAt: 100 }]]), 1, 50)).toBe(100)
})

function throttled(answers: readonly Record<string, string>[]) {
  const clock = manualClock(now)
  const rateLimits = new Map<string, RateLimits>()
  let calls = 0
  const provider: Provider = {
    name: 'p',
    model: 'm',
    async *stream(_, { onHeaders }) {
      onHeaders?.(new Headers(answers[Math.min(calls++, answers.length - 1)]))
      yield [{ type: 'text', text: 'Hi' }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  const guarded = withThrottle({}, { clock, rateLimits })(provider)
  return {
    clock,
    get calls() {
      return calls
    },
    async ask(tokens = 100, signal = new AbortController().signal) {
      const request: ProviderRequest = { prompt: [], maxOutputTokens: 0, inputTokens: tokens }
      const events: ProviderEvent[] = []
      for await (const read of guarded.stream(request, { signal })) events.push(...read)
      return events
    },
  }
}

const full = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '3s' }
const free = { 'x-ratelimit-remaining-tokens': '1000000', 'x-ratelimit-reset-tokens': '1s' }

test('what would run into the limit waits for its reset, and the user is told until when', async () => {
  const model = throttled([full, free])
  await model.ask()
  const asked = model.ask()
  await model.clock.advance(2999)
  expect(model.calls).toBe(1)
  await model.clock.advance(1)
  const events = await asked
  expect(events[0]).toEqual({ type: 'notice', notice: { kind: 'limited', until: now + 3000 } })
  expect(events).toContainEqual({ type: 'text', text: 'Hi' })
})

test('what would wait longer than five seconds fails at once, with the time: somebody else may be free', async () => {
  const { ask } = throttled([{ ...full, 'x-ratelimit-reset-tokens': '1m' }])
  await ask()
  const [event] = await ask()
  expect(event?.type === 'error' && event.error).toMatchObject({
    code: 'rate_limit',
    retryAfterMs: 60_000,
    retryable: false,
  })
})

test('five seconds in all, however often the limit moves on', async () => {
  const model = throttled([full])
  await model.ask()
  const first = model.ask()
  const second = model.ask()
  await model.clock.advance(3000)
  // The first was let through and met a full limit anew: the second has waited, and waits no other three.
  expect((await first).some(({ type }) => type === 'text')).toBe(true)
  const events = await second
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'rate_limit' } })
  expect(model.clock.now()).toBe(now + 3000)
})

test('requests under way count: two do not share what is left for one', async () => {
  const { clock, ask } = throttled([
    { ...free, 'x-ratelimit-remaining-tokens': '150' },
    { ...free, 'x-ratelimit-remaining-tokens': '50' },
  ])
  await ask(0)
  const both = Promise.all([ask(100), ask(100)])
  await clock.advance(1000)
  const [first, second] = await both
  expect(first[0]?.type).toBe('text')
  expect(second[0]?.type).toBe('notice')
})

test('stop while waiting ends it at once, without a call or a timer left', async () => {
  const model = throttled([full])
  await model.ask()
  const controller = new AbortController()
  const asked = model.ask(100, controller.signal)
  await model.clock.advance(100)
  controller.abort(new Error('Stopped.'))
  await expect(asked).rejects.toThrow('Stopped.')
  expect(model.calls).toBe(1)
  expect(model.clock.pending).toBe(0)
})
