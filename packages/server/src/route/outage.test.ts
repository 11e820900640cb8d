import { ChatError, type ErrorCode, type Notice } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { streamText } from 'ai'
import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serve, serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { toNodeListener } from '../node/toNodeListener.ts'
import { resilient } from '../policy/resilient.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { Provider } from '../provider/Provider.ts'
import { toLanguageModel } from '../provider/toLanguageModel.ts'
import type { ChatRouteOptions, Rejection } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

/** Two providers over real HTTP, each of which can be taken down, and a clock that stands still. */
async function twoProviders() {
  const down = new Set<string>()
  async function provider(name: string) {
    const { simulator, baseURL } = await startSimulator({ answer: () => `Answered by ${name}.` })
    const fetch: typeof globalThis.fetch = (url, init) => {
      const headers = new Headers(init?.headers)
      if (down.has(name)) headers.set('x-simulator-fault', '503')
      return globalThis.fetch(url, { ...init, headers })
    }
    return {
      simulator,
      provider: openaiCompatible({ name, baseURL, model: 'gpt-4o-mini', apiKey: 'sk-test', fetch }),
    }
  }
  const primary = await provider('primary')
  const second = await provider('second')
  return {
    down,
    clock: manualClock(1_700_000_000_000),
    providers: [primary.provider, second.provider] as const,
    primary: primary.simulator,
    second: second.simulator,
    /** How many requests have reached it since the last look. */
    reached: (simulator: typeof primary.simulator) => {
      const count = simulator.requests.length
      simulator.clearRequests()
      return count
    },
  }
}

/** Our route before the two. */
async function drill(options: Partial<ChatRouteOptions> = {}) {
  const two = await twoProviders()
  const { clock, providers } = two
  const logger = recordingLogger()
  const retry = { attempts: 1 }
  const api = await serveRoute(createChatRoute({ providers, logger, clock, retry, ...options }))
  return { ...two, logger, ask: async () => readAnswer(await ask(api)) }
}

function noticesOf({ chunks }: Awaited<ReturnType<typeof readAnswer>>): readonly Notice[] {
  return chunks.flatMap((chunk) =>
    chunk.type === 'data-millrace-notice' ? [(chunk as { data: Notice }).data] : [],
  )
}

test('an outage, from the first failure to the last: the second answers, the breaker opens, probes look, it recovers', async () => {
  const { down, clock, logger, primary, second, ask: question, reached } = await drill()
  expect((await question()).text).toBe('Answered by primary.')
  down.add('primary')
  reached(primary)
  for (let n = 0; n < 5; n++) {
    const answer = await question()
    expect(answer.text).toBe('Answered by second.')
    // Whoever reads it later knows who it was.
    expect(answer.facts).toMatchObject({ provider: 'second', model: 'gpt-4o-mini' })
    expect(noticesOf(answer)).toEqual([
      { kind: 'failed-over', code: 'overloaded', provider: 'second', model: 'gpt-4o-mini' },
    ])
  }
  expect(reached(primary)).toBe(5)
  // Now it is left alone, and nobody waits for it.
  for (let n = 0; n < 10; n++) expect((await question()).text).toBe('Answered by second.')
  expect(reached(primary)).toBe(0)
  await clock.advance(36_000)
  expect((await question()).text).toBe('Answered by second.')
  expect(reached(primary)).toBe(1)
  await question()
  expect(reached(primary)).toBe(0)
  down.delete('primary')
  await clock.advance(72_000)
  reached(second)
  expect((await question()).text).toBe('Answered by primary.')
  expect((await question()).text).toBe('Answered by primary.')
  expect(reached(second)).toBe(0)
  const events = logger.records.map(({ event }) => event)
  expect(events.filter((event) => event.startsWith('breaker-'))).toEqual([
    'breaker-open',
    'breaker-probing',
    'breaker-open',
    'breaker-probing',
    'breaker-closed',
  ])
  expect(events.filter((event) => event === 'failed-over').length).toBeGreaterThan(10)
})

test('a route of the AI SDK survives the same outage with our stack beneath its streamText', async () => {
  const { down, clock, providers, primary, second, reached } = await twoProviders()
  const turns: string[] = []
  const model = toLanguageModel(
    resilient(providers, {
      clock,
      retry: { attempts: 1 },
      onBreaker: (_, { state }) => turns.push(state),
    }),
  )
  const route = await serve(
    toNodeListener(async (request) => {
      const { prompt } = (await request.json()) as { readonly prompt: string }
      const result = streamText({ model, prompt, maxRetries: 0, onError: () => undefined })
      return result.toUIMessageStreamResponse({
        onError: (error) => (error instanceof ChatError ? error.code : 'unknown'),
      })
    }),
  )
  async function question(): Promise<string> {
    const body = JSON.stringify({ prompt: 'Hello?' })
    const answer = await readAnswer(await fetch(route, { method: 'POST', body }))
    return (
      answer.chunks.map((chunk) => (chunk.type === 'error' ? chunk.errorText : '')).join('') +
      answer.text
    )
  }
  expect(await question()).toBe('Answered by primary.')
  down.add('primary')
  reached(primary)
  for (let n = 0; n < 5; n++) expect(await question()).toBe('Answered by second.')
  expect(reached(primary)).toBe(5)
  for (let n = 0; n < 10; n++) expect(await question()).toBe('Answered by second.')
  expect(reached(primary)).toBe(0)
  await clock.advance(36_000)
  expect(await question()).toBe('Answered by second.')
  expect(reached(primary)).toBe(1)
  down.delete('primary')
  await clock.advance(72_000)
  reached(second)
  expect(await question()).toBe('Answered by primary.')
  expect(await question()).toBe('Answered by primary.')
  expect(reached(second)).toBe(0)
  expect(turns).toEqual(['open', 'probing', 'open', 'probing', 'closed'])
  // With both down its caller gets the error with its code, and decides.
  down.add('primary').add('second')
  expect(await question()).toBe('overloaded')
})

test('with both down an automatic reply comes, as a whole answer that is marked', async () => {
  const { down, ask: question } = await drill()
  down.add('primary').add('second')
  const answer = await question()
  expect(answer.text).toMatch(/taking a nap/)
  expect(answer.facts).toMatchObject({ canned: 'outage', finishReason: 'stop' })
  expect(answer.facts.status).toBeUndefined()
  expect(answer.facts.usage).toBeUndefined()
  expect(answer.error).toBeUndefined()
  expect(noticesOf(answer)).toContainEqual({ kind: 'canned', reason: 'outage' })
  expect(answer.types.slice(-3)).toEqual(['finish-step', 'finish', '[DONE]'])
})

describe('the automatic reply', () => {
  function failing(code: ErrorCode, retryAfterMs?: number): Provider {
    return {
      name: 'p',
      model: 'm',
      // oxlint-disable-next-line require-yield -- it fails before it says anything
      async *stream() {
        throw new ChatError(code, 'No.', {
          retryAfterMs,
          cause: { error: { message: 'upstream' } },
        })
      },
    }
  }

  async function answerOf(provider: Provider, options: Partial<ChatRouteOptions> = {}) {
    const logger = recordingLogger()
    const clock = manualClock(1_700_000_000_000)
    const route = createChatRoute({ providers: [provider], logger, clock, ...options })
    return { answer: await readAnswer(await ask(await serveRoute(route))), logger }
  }

  test.each<[ErrorCode, string, RegExp]>([
    ['overloaded', 'outage', /nap/],
    ['server_error', 'outage', /nap/],
    ['timeout', 'outage', /nap/],
    ['network', 'outage', /nap/],
    ['quota', 'budget', /allowance/],
    ['rate_limit', 'rate-limit', /moment/],
    ['content_policy', 'policy', /cannot answer/],
  ])('to %s is that for %s; the log has what happened', async (code, reason, text) => {
    const { answer, logger } = await answerOf(failing(code))
    expect(answer.facts.canned).toBe(reason)
    expect(answer.text).toMatch(text)
    expect(logger.records).toContainEqual(
      expect.objectContaining({ event: 'provider-failed', code, provider: 'p', model: 'm' }),
    )
  })

  test.each<ErrorCode>(['auth', 'permission', 'model_not_found', 'invalid_request', 'unknown'])(
    'does not hide %s: somebody has to mend that',
    async (code) => {
      const { answer } = await answerOf(failing(code))
      expect(answer.error?.code).toBe(code)
      expect(answer.facts).toMatchObject({ status: 'failed' })
      expect(answer.facts.canned).toBeUndefined()
    },
  )

  test('can be another, also one that says when', async () => {
    const { answer } = await answerOf(failing('rate_limit', 90_000), {
      canned: { 'rate-limit': ({ retryAt }) => `Again at ${retryAt}.` },
    })
    expect(answer.text).toBe('Again at 1700000090000.')
    expect(noticesOf(answer)).toEqual([
      { kind: 'canned', reason: 'rate-limit' },
      { kind: 'limited', until: 1_700_000_090_000 },
    ])
  })

  test('can be none: errors are shown as such', async () => {
    const { answer } = await answerOf(failing('overloaded'), { canned: false })
    expect(answer.error?.code).toBe('overloaded')
  })

  test.each(['text', 'reasoning'] as const)(
    'is never spliced into an answer that has begun, with %s',
    async (type) => {
      const provider: Provider = {
        name: 'p',
        model: 'm',
        async *stream() {
          yield [{ type, text: 'Hel' }]
          throw new ChatError('overloaded', 'No.')
        },
      }
      const { answer } = await answerOf(provider)
      expect(answer.text).toBe(type === 'text' ? 'Hel' : '')
      expect(answer.types).toContain(`${type}-delta`)
      expect(answer.facts).toMatchObject({ status: 'failed' })
      expect(answer.facts.canned).toBeUndefined()
      expect(answer.error?.code).toBe('overloaded')
    },
  )

  test('is not given to who pressed stop', async () => {
    const provider: Provider = {
      name: 'p',
      model: 'm',
      // oxlint-disable-next-line require-yield -- it is stopped before it says anything
      async *stream(_, { signal }) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        throw new ChatError('network', 'Cut off.')
      },
    }
    const logger = recordingLogger()
    const api = await serveRoute(createChatRoute({ providers: [provider], logger }))
    const reading = ask(api, { runId: 'run-1' }).then(readAnswer)
    await fetch(`${api}/chat-1/stream?run=run-1`, { method: 'DELETE' })
    const { facts, text } = await reading
    expect(text).toBe('')
    expect(facts.status).toBe('stopped')
  })
})

describe('a break in the middle of an answer, where the route may start over', () => {
  function breaking(name: string): Provider {
    return {
      name,
      model: 'm',
      async *stream() {
        yield [{ type: 'text', text: `Half of ${name}` }]
        throw new ChatError('network', 'Lost.')
      },
    }
  }
  const whole: Provider = {
    name: 'second',
    model: 'm',
    async *stream() {
      yield [{ type: 'text', text: 'The whole of second.' }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }

  async function answerOf(providers: readonly [Provider, ...Provider[]], more?: object) {
    const logger = recordingLogger()
    const route = createChatRoute({ providers, logger, retry: false, restart: true })
    const asked = more === undefined ? {} : { more }
    return { answer: await readAnswer(await ask(await serveRoute(route), asked)), logger }
  }

  test('takes back what was shown, and the answer is that of the next provider alone', async () => {
    const { answer, logger } = await answerOf([breaking('first'), whole])
    expect(answer.text).toBe('The whole of second.')
    expect(answer.types.filter((type) => type === 'reset-step')).toHaveLength(1)
    expect(answer.facts).toMatchObject({ provider: 'second', finishReason: 'stop' })
    expect(noticesOf(answer)).toContainEqual({ kind: 'started-over', code: 'network' })
    // Our count of an answer without usage has none of the first half.
    expect(answer.facts.usage?.outputTokens).toBeLessThan(10)
    expect(logger.records).toContainEqual(
      expect.objectContaining({ event: 'failed-over', provider: 'first', code: 'network' }),
    )
  })

  test('keeps the last half where all of them break', async () => {
    const { answer } = await answerOf([breaking('first'), breaking('second')])
    expect(answer.text).toBe('Half of second')
    expect(answer.facts).toMatchObject({ status: 'failed', provider: 'second' })
    expect(answer.error?.code).toBe('network')
  })

  test('leaves the first half of an answer that is carried on', async () => {
    const messages = [
      { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Tell me.' }] },
      { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'It was.', state: 'done' }] },
    ]
    const { answer } = await answerOf([breaking('first'), whole], { messages, continues: 'a' })
    const starts = answer.chunks.filter(({ type }) => type === 'text-start')
    expect(starts).toMatchObject([
      { providerMetadata: { millrace: { continues: 'a' } } },
      { providerMetadata: { millrace: { continues: 'a' } } },
    ])
  })
})

test('a refusal for content is handed over whole, and no laxer provider is asked (T-60)', async () => {
  const rejected: Rejection[] = []
  const refusing: Provider = {
    name: 'strict',
    model: 'm',
    // oxlint-disable-next-line require-yield -- it refuses
    async *stream() {
      const cause = { error: { code: 'content_policy_violation', message: 'Because of the ball.' } }
      throw new ChatError('content_policy', 'Refused.', { cause })
    },
  }
  let asked = 0
  const lax: Provider = {
    name: 'lax',
    model: 'm',
    async *stream() {
      asked++
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  const logger = recordingLogger()
  const route = createChatRoute({
    providers: [refusing, lax],
    logger,
    onRejected(rejection) {
      rejected.push(rejection)
      throw new Error('The hook is broken.')
    },
  })
  const answer = await readAnswer(
    await ask(await serveRoute(route), { text: 'John shot the ball.' }),
  )
  expect(answer.facts.canned).toBe('policy')
  expect(answer.text).not.toContain('Because')
  expect(asked).toBe(0)
  expect(rejected).toMatchObject([{ chatId: 'chat-1', provider: 'strict', model: 'm' }])
  expect(JSON.stringify(rejected[0]?.messages)).toContain('John shot the ball.')
  expect(rejected[0]?.error.cause).toMatchObject({ error: { message: 'Because of the ball.' } })
  expect(JSON.stringify(logger.records)).not.toContain('John shot')
})

test('what must not be logged is not: keys by pattern, and configured texts to the letter (T-67)', async () => {
  const provider: Provider = {
    name: 'p',
    model: 'm',
    // oxlint-disable-next-line require-yield -- it fails
    async *stream() {
      const cause = { error: { message: 'Bad key sk-proj-abcdefgh12345678 of hunter2-tenant' } }
      throw new ChatError('auth', 'No.', { cause })
    },
  }
  const logger = recordingLogger()
  const route = createChatRoute({ providers: [provider], logger, secrets: ['hunter2-tenant'] })
  await (await ask(await serveRoute(route))).text()
  const written = JSON.stringify(logger.records)
  expect(written).toContain('Bad key')
  expect(written).not.toMatch(/sk-proj|hunter2/)
})

test('while it is asked again, the user is told until when', async () => {
  const clock = manualClock(1_700_000_000_000)
  let calls = 0
  const provider: Provider = {
    name: 'p',
    model: 'm',
    async *stream() {
      if (++calls === 1)
        throw new ChatError('overloaded', 'No.', { retryable: true, retryAfterMs: 5000 })
      yield [{ type: 'text', text: 'Here.' }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  const route = createChatRoute({ providers: [provider], logger: recordingLogger(), clock })
  const response = await ask(await serveRoute(route))
  const reading = readAnswer(response)
  await expect.poll(() => clock.pending).toBeGreaterThan(0)
  while (calls === 1) await clock.advance(1000)
  const answer = await reading
  expect(answer.text).toBe('Here.')
  expect(noticesOf(answer)).toEqual([
    { kind: 'retrying', code: 'overloaded', attempt: 2, retryAt: 1_700_000_005_000 },
  ])
})
