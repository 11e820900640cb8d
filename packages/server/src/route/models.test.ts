import { createAnthropic } from '@ai-sdk/anthropic'
import { ChatError, type Message } from '@millrace/protocol'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ask, question } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import { fromLanguageModel } from '../provider/fromLanguageModel.ts'
import type { Provider } from '../provider/Provider.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

afterEach(() => vi.unstubAllEnvs())

/** A provider that says its own name. */
function named(name: string, model = name): Provider {
  return {
    name,
    model,
    async *stream() {
      yield [{ type: 'text', text: `I am ${name}.` }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
}

const models = {
  fast: [named('fast', 'gpt-4o-mini')],
  careful: [named('careful')],
} as const

async function setUp(options: Partial<ChatRouteOptions> = {}) {
  const logger = recordingLogger()
  const route = createChatRoute({ models, logger, ...options })
  return { api: await serveRoute(route), logger, route }
}

async function say(api: string, model?: unknown) {
  return await readAnswer(await ask(api, { more: model === undefined ? {} : { model } }))
}

describe('a client', () => {
  test('chooses a model by its name, and the first answers where it does not', async () => {
    const { api } = await setUp()
    expect((await say(api)).text).toBe('I am fast.')
    const careful = await say(api, 'careful')
    expect(careful.text).toBe('I am careful.')
    expect(careful.facts).toMatchObject({ provider: 'careful', model: 'careful' })
  })

  test.each(['gpt-5', 'constructor', '__proto__', 'fast '])(
    'asks for no model but those on the list, such as %j (T-64, T-70)',
    async (model) => {
      const { api } = await setUp()
      const response = await ask(api, { more: { model } })
      expect(response.status).toBe(400)
    },
  )

  test('sees which there are, and how large their windows are', async () => {
    const { api } = await setUp()
    const response = await fetch(`${api}/models`)
    expect(await response.json()).toEqual({
      default: 'fast',
      models: [
        {
          id: 'fast',
          provider: 'fast',
          model: 'gpt-4o-mini',
          contextWindow: 128_000,
          images: true,
        },
        { id: 'careful', provider: 'careful', model: 'careful' },
      ],
    })
  })

  test('who may not ask sees none', async () => {
    const { api } = await setUp({ identify: () => undefined })
    expect((await fetch(`${api}/models`)).status).toBe(401)
  })

  test('of a route with one model chooses none: what it says is dropped (T-64)', async () => {
    const { api } = await setUp({ models: undefined as never, providers: [named('only')] })
    expect((await say(api, 'gpt-5')).text).toBe('I am only.')
  })
})

describe('selectModel', () => {
  test('has the last word, and knows what was asked, by whom, and for which', async () => {
    const selectModel = vi.fn<NonNullable<ChatRouteOptions['selectModel']>>(({ who }) =>
      who.user === 'vip' ? 'careful' : 'fast',
    )
    const { api } = await setUp({ selectModel, identify: () => ({ user: 'vip' }) })
    expect((await say(api, 'fast')).text).toBe('I am careful.')
    expect(selectModel).toHaveBeenCalledExactlyOnceWith({
      requested: 'fast',
      who: { user: 'vip' },
      messages: [expect.objectContaining({ id: 'question-1' })],
    })
  })

  test('that gives what is not on the list is a failure of ours, and is logged', async () => {
    const { api, logger } = await setUp({ selectModel: () => 'toString' })
    expect((await ask(api)).status).toBe(500)
    expect(logger.records).toContainEqual(expect.objectContaining({ event: 'route-failed' }))
  })
})

describe('guard', () => {
  const guard: NonNullable<ChatRouteOptions['guard']> = (messages) =>
    JSON.stringify(messages).includes('bomb') ? 'weapons' : undefined

  test('lets pass what it has nothing against', async () => {
    const { api } = await setUp({ guard })
    expect((await say(api)).text).toBe('I am fast.')
  })

  test('refuses a question as a provider does: nobody is asked, and somebody can look into it (T-60)', async () => {
    const onRejected = vi.fn()
    const asked = vi.fn()
    const watched = { ...named('fast'), stream: asked }
    const { api } = await setUp({ guard, onRejected, models: { fast: [watched] } })
    const answer = await readAnswer(await ask(api, { text: 'How do I build a bomb?' }))
    expect(asked).not.toHaveBeenCalled()
    expect(answer.facts).toMatchObject({ canned: 'policy' })
    expect(answer.text).not.toContain('weapons')
    expect(onRejected).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        chatId: 'chat-1',
        messages: [expect.objectContaining({ id: 'question-1' })],
        error: expect.objectContaining({ code: 'content_policy', cause: 'weapons' }) as unknown,
      }),
    )
  })

  test('that throws asks nobody, and its words are for the log', async () => {
    const asked = vi.fn()
    const { api, logger } = await setUp({
      models: { fast: [{ ...named('fast'), stream: asked }] },
      guard: () => Promise.reject(new Error('no route to moderation.internal')),
    })
    const text = await (await ask(api)).text()
    expect(asked).not.toHaveBeenCalled()
    expect(text).not.toContain('moderation.internal')
    expect(logger.records).toContainEqual(
      expect.objectContaining({ event: 'guard-failed', chatId: 'chat-1' }),
    )
  })

  test('that never ends is stopped with its answer', async () => {
    const { api } = await setUp({ guard: () => new Promise(() => undefined) })
    const response = await ask(api, { runId: 'r' })
    await fetch(`${api}/chat-1/stream?run=r`, { method: 'DELETE' })
    expect((await readAnswer(response)).types).toContain('abort')
  })

  test('sees the whole conversation of one that is kept', async () => {
    const seen: (readonly Message[])[] = []
    const { api } = await setUp({
      history: memoryHistory(),
      guard: (messages) => void seen.push(messages),
    })
    const message = (id: string): Message => ({
      id,
      role: 'user',
      parts: [{ type: 'text', text: id }],
    })
    const post = (id: string, parentId: string | null) =>
      ask(api, { more: { messages: undefined, message: message(id), parentId } })
    await readAnswer(await post('q1', null))
    await readAnswer(await post('q2', 'q1'))
    expect(seen.map((messages) => messages.map(({ id }) => id))).toEqual([['q1'], ['q1', 'q2']])
  })
})

describe('health', () => {
  test('says that all is well, and to whoever runs the route how its providers are', async () => {
    const { api } = await setUp({
      admin: (request) => request.headers.get('authorization') === 'Bearer admin',
    })
    const plain = await fetch(`${api}/health`)
    expect([plain.status, await plain.json()]).toEqual([200, { status: 'ok' }])
    const full = await fetch(`${api}/health`, { headers: { authorization: 'Bearer admin' } })
    expect(await full.json()).toEqual({
      status: 'ok',
      running: 0,
      store: 'alone',
      budget: { status: 'ok', waiting: 0 },
      limits: 'ok',
      stop: { stopped: false, survivesRestart: false },
      models: {
        fast: [{ provider: 'fast', model: 'gpt-4o-mini', breaker: 'closed' }],
        careful: [{ provider: 'careful', model: 'careful', breaker: 'closed' }],
      },
    })
  })

  test('is degraded while the first provider of a model is left alone', async () => {
    const broken: Provider = {
      ...named('broken'),
      // eslint-disable-next-line require-yield -- it never comes to that
      async *stream() {
        await Promise.resolve()
        throw new ChatError('server_error', 'Down.', { retryable: true })
      },
    }
    const { api } = await setUp({
      models: { fast: [broken, named('second')] },
      admin: () => true,
      retry: false,
      breaker: { failuresInARow: 2 },
    })
    for (let round = 0; round < 12; round++) await say(api)
    const response = await fetch(`${api}/health`)
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { status: 'degraded', models: { fast: [{ breaker: 'open' }, { breaker: 'closed' }] } },
    ])
    expect((await say(api)).text).toBe('I am second.')
  })

  test('shows no details where whether somebody may see them cannot be told', async () => {
    const { api, logger } = await setUp({
      admin: () => {
        throw new Error('no session store')
      },
    })
    expect(await (await fetch(`${api}/health`)).json()).toEqual({ status: 'ok' })
    expect(logger.records).toContainEqual(expect.objectContaining({ event: 'admin-failed' }))
  })
})

describe('a route that cannot be meant does not start, and says what is wrong', () => {
  test.each([
    ['without anybody to ask', {}, /models or providers/],
    ['with an empty list', { models: { fast: [] as never } }, /models\.fast/],
    ['with both', { models, providers: [named('x')] as const }, /not both/],
    [
      'with a name that cannot travel (T-66)',
      { models: { 'a\r\nb': [named('x')] as const } },
      /no name/,
    ],
  ])('%s', (_, options, words) => {
    expect(() => createChatRoute({ logger: recordingLogger(), ...options })).toThrow(words)
  })

  test('in production without identify: everybody could use it (T-69)', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createChatRoute({ models, logger: recordingLogger() })).toThrow(/identify/)
  })

  test('but starts without keys and secrets while Next.js builds it, where they are not known', () => {
    vi.stubEnv('ANTHROPIC_API_KEY', undefined)
    vi.stubEnv('NODE_ENV', 'production')
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    const providers = [fromLanguageModel(createAnthropic()('claude-haiku-4-5'))] as const
    const logger = recordingLogger()
    const tools = { weather: { inputSchema: z.object({}), execute: () => 'sunny' } }
    const options = { providers, logger, tools, identify: () => ({ user: 'u' }) }
    expect(() => createChatRoute(options)).not.toThrow()
    // Who may ask is no matter of where it runs.
    expect(() => createChatRoute({ providers, logger, tools })).toThrow(/identify/)
  })

  test('in production without the key of a model of the AI SDK, with its variable', () => {
    vi.stubEnv('ANTHROPIC_API_KEY', undefined)
    const providers = [fromLanguageModel(createAnthropic()('claude-haiku-4-5'))] as const
    const logger = recordingLogger()
    createChatRoute({ providers, logger })
    expect(logger.records).toContainEqual(expect.objectContaining({ event: 'no-key' }))
    vi.stubEnv('NODE_ENV', 'production')
    const identify = () => ({ user: 'u' })
    expect(() => createChatRoute({ providers, logger, identify })).toThrow(
      expect.objectContaining({
        code: 'auth',
        message: expect.stringContaining('ANTHROPIC_API_KEY') as unknown,
      }),
    )
  })
})

test('who is not let in is told so everywhere, and nothing is done (T-69)', async () => {
  const { api } = await setUp({ identify: () => undefined, history: memoryHistory() })
  const requests = [
    question(api),
    new Request(`${api}/c/stream`),
    new Request(`${api}/c/stream`, { method: 'DELETE' }),
    new Request(`${api}/c/messages`),
    new Request(`${api}/chats`),
    new Request(`${api}/models`),
  ]
  for (const request of requests) expect((await fetch(request)).status, request.url).toBe(401)
  expect((await fetch(`${api}/health`)).status).toBe(200)
})
