import type { Facts } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test, vi } from 'vitest'
import { ask, question } from '../fixtures/ask.ts'
import { type HandFedProvider, handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { Provider } from '../provider/Provider.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

const logger = recordingLogger()
const local = 'http://localhost/api/chat'

/** A route before a simulator, over real sockets. */
async function withSimulator(
  model = 'gpt-4o-mini',
  options: Partial<ChatRouteOptions> = {},
  answer?: string,
) {
  const { simulator, baseURL } = await startSimulator({ answer: () => answer })
  const provider = openaiCompatible({ name: 'simulator', baseURL, model, apiKey: 'sk-test' })
  const route = createChatRoute({ providers: [provider], logger, ...options })
  return { api: await serveRoute(route), simulator, route }
}

/** A route before a provider that says what it is told, over real sockets. */
async function withHandFed(options: Partial<ChatRouteOptions> = {}, deaf = false) {
  const provider = handFedProvider({ deaf })
  const route = createChatRoute({ providers: [provider], logger, ...options })
  return { api: await serveRoute(route), provider, route }
}

function streamOf(response: Response): string {
  return response.headers.get('x-millrace-stream') ?? ''
}

function readerOf(response: Response): ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> {
  if (response.body === null) throw new Error('There is no body.')
  return response.body.getReader()
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

function bytesAfter(whole: string, n: number): string {
  return whole
    .split(/(?<=\n\n)/)
    .slice(n + 1)
    .join('')
}

describe('an answer', () => {
  test('is numbered without holes from 0 to [DONE], start first (T-25)', async () => {
    const { api } = await withSimulator('gpt-4o-mini', {}, 'One two three four five six.')
    const answer = await readAnswer(await ask(api))
    expect(answer.numbers).toEqual(answer.numbers.map((_, index) => index))
    expect(answer.types.slice(0, 5)).toEqual([
      'start',
      'start-step',
      'data-millrace-context-window',
      'text-start',
      'text-delta',
    ])
    expect(answer.types.slice(-4)).toEqual(['text-end', 'finish-step', 'finish', '[DONE]'])
    expect(answer.text).toBe('One two three four five six.')
    expect(answer.facts).toMatchObject({
      parentId: 'question-1',
      provider: 'simulator',
      model: 'gpt-4o-mini',
      finishReason: 'stop',
    })
    expect(answer.facts.status).toBeUndefined()
    expect(answer.facts.usage?.outputTokens).toBeGreaterThan(0)
  })

  test('has headers that no proxy buffers or compresses, and an unguessable name (T-11, T-29)', async () => {
    const { api } = await withSimulator()
    const responses = [await ask(api), await ask(api)]
    for (const response of responses) {
      await response.text()
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
      expect(response.headers.get('x-accel-buffering')).toBe('no')
      expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
      expect(response.headers.get('content-encoding')).toBeNull()
      expect(streamOf(response)).toMatch(/^[0-9a-f]{32}$/)
    }
    expect(new Set(responses.map(streamOf)).size).toBe(2)
  })

  test('brings its first words while the rest is not yet written', async () => {
    const { api, provider } = await withHandFed()
    const reader = readerOf(await ask(api))
    await provider.asked()
    provider.say('Hello')
    await readUntil(reader, 'Hello')
    provider.finish()
    await readUntil(reader, '[DONE]')
  })

  test('goes on in the message that made the tool call', async () => {
    const { api } = await withSimulator()
    const call = {
      type: 'tool-x',
      toolCallId: 'c',
      state: 'output-available',
      input: {},
      output: 1,
    }
    const messages = [
      { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
      { id: 'answer-7', role: 'assistant', parts: [call] },
    ]
    const { chunks } = await readAnswer(await ask(api, { more: { messages } }))
    expect(chunks[0]).toMatchObject({ type: 'start', messageId: 'answer-7' })
  })
})

describe('an answer that breaks', () => {
  test('as its first event ends as server_error, without text (T-19)', async () => {
    const { api } = await withSimulator('gpt-4o-mini+error-first', { retry: false, canned: false })
    const answer = await readAnswer(await ask(api))
    expect(answer.text).toBe('')
    expect(answer.error?.code).toBe('server_error')
    expect(answer.facts.status).toBe('failed')
    expect(answer.types.slice(-3)).toEqual(['data-millrace-error', 'error', '[DONE]'])
  })

  test('by an error after text keeps the text and ends as failed (T-18)', async () => {
    const { api } = await withSimulator('gpt-4o-mini+error-mid-stream')
    const answer = await readAnswer(await ask(api))
    expect(answer.text).not.toBe('')
    expect(answer.error?.code).toBe('server_error')
    expect(answer.facts.status).toBe('failed')
    expect(answer.types.slice(-5)).toEqual([
      'text-end',
      'message-metadata',
      'data-millrace-error',
      'error',
      '[DONE]',
    ])
  })

  test.each(['cut@2000', 'reset@2000', 'end@2000'])(
    'by %s keeps the text and ends as incomplete_stream (T-16)',
    async (fault) => {
      const { api, simulator } = await withSimulator(`gpt-4o-mini+${fault}`)
      const answer = await readAnswer(await ask(api))
      // A reset may lose what was on its way.
      if (!fault.startsWith('reset')) expect(answer.text).not.toBe('')
      expect(answer.error).toMatchObject({ code: 'incomplete_stream', retryable: true })
      expect(answer.facts.status).toBe('interrupted')
      expect(answer.types.at(-1)).toBe('[DONE]')
      await simulator.whenIdle()
    },
  )

  test('by garbage keeps the text and ends as bad_event', async () => {
    const { api } = await withSimulator('gpt-4o-mini+garbage')
    const answer = await readAnswer(await ask(api))
    expect(answer.text).not.toBe('')
    expect(answer.error?.code).toBe('bad_event')
  })
})

describe('stop', () => {
  test.each(['stream', 'run'])(
    'by %s id closes the upstream and ends with abort (T-23)',
    async (by) => {
      const { api, simulator } = await withSimulator('gpt-4o-mini+stall@1500')
      const response = await ask(api, { runId: 'run-1' })
      const name = by === 'stream' ? `stream=${streamOf(response)}` : 'run=run-1'
      const reading = readAnswer(response)
      await vi.waitFor(() => expect(simulator.openStreams).toBe(1))
      const stop = await fetch(`${api}/chat-1/stream?${name}`, { method: 'DELETE' })
      expect(stop.status).toBe(200)
      const told = (await stop.json()) as { readonly millrace: Facts }
      await simulator.whenIdle()
      const answer = await reading
      // Whoever stopped it has left its stream: what it used is told here too.
      expect(answer.facts).toMatchObject({
        ...told.millrace,
        timings: expect.anything() as unknown,
      })
      expect(told.millrace.usage).toMatchObject({ estimated: true })
      expect(told.millrace.usage?.outputTokens).toBeGreaterThan(0)
      expect(answer.types.slice(-2)).toEqual(['abort', '[DONE]'])
      expect(
        answer.types.filter((type) => type === 'abort' || type === 'error' || type === 'finish'),
      ).toEqual(['abort'])
      expect(answer.facts.status).toBe('stopped')
      expect(answer.error).toBeUndefined()
    },
  )

  test('keeps what was said and lets nothing said later through (T-23)', async () => {
    const { api, provider } = await withHandFed()
    const response = await ask(api, { runId: 'run-1' })
    const reader = readerOf(response)
    await provider.asked()
    provider.say('Kept.')
    const before = await readUntil(reader, 'Kept.')
    await fetch(`${api}/chat-1/stream?run=run-1`, { method: 'DELETE' })
    await provider.idle()
    provider.say('Late.')
    const rest = await readUntil(reader, '[DONE]')
    expect(before + rest).not.toContain('Late.')
    expect(rest).toContain('"abort"')
  })

  test('twice at once is one end (T-23)', async () => {
    const { api, provider } = await withHandFed()
    const reading = readAnswer(await ask(api, { runId: 'run-1' }))
    await provider.asked()
    const url = `${api}/chat-1/stream?run=run-1`
    const stops = await Promise.all([1, 2].map(() => fetch(url, { method: 'DELETE' })))
    expect(stops.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 204])
    expect((await reading).types.filter((type) => type === 'abort')).toHaveLength(1)
  })

  test('by a run id that has not arrived yet stops it before the model is asked (T-23)', async () => {
    const { api, provider } = await withHandFed()
    const early = await fetch(`${api}/chat-1/stream?run=run-1`, { method: 'DELETE' })
    expect(early.status).toBe(204)
    const answer = await readAnswer(await ask(api, { runId: 'run-1' }))
    expect(answer.types).toEqual(['start', 'start-step', 'message-metadata', 'abort', '[DONE]'])
    expect(provider.requests).toHaveLength(0)
    // Only that run: the next one is answered.
    const next = readAnswer(await ask(api, { runId: 'run-2' }))
    await provider.asked()
    provider.say('Here.')
    provider.finish()
    expect((await next).text).toBe('Here.')
  })

  test('that comes late is 204 and changes nothing', async () => {
    const { api } = await withSimulator()
    const response = await ask(api, { runId: 'run-1' })
    const whole = await response.text()
    for (const name of [`stream=${streamOf(response)}`, 'run=run-1']) {
      const late = await fetch(`${api}/chat-1/stream?${name}`, { method: 'DELETE' })
      expect(late.status).toBe(204)
    }
    expect(await (await ask(api, { runId: 'run-1' })).text()).toBe(whole)
  })

  test('without a name stops what runs in the chat, and nothing elsewhere', async () => {
    const { api, provider } = await withHandFed()
    const here = readAnswer(await ask(api, { chatId: 'here', runId: 'a' }))
    await provider.asked(1)
    const there = readAnswer(await ask(api, { chatId: 'there', runId: 'b' }))
    await provider.asked(2)
    await fetch(`${api}/here/stream`, { method: 'DELETE' })
    expect((await here).types).toContain('abort')
    provider.finish()
    expect((await there).types).toContain('finish')
  })

  test('ends an answer whose model does not hear its signal', async () => {
    const { api, provider } = await withHandFed({}, true)
    const reading = readAnswer(await ask(api, { runId: 'run-1' }))
    await provider.asked()
    await fetch(`${api}/chat-1/stream?run=run-1`, { method: 'DELETE' })
    expect((await reading).types.at(-2)).toBe('abort')
  })
})

describe('a POST with Idempotency-Key', () => {
  test('that is repeated attaches to the running answer: one model call, the same bytes (T-30)', async () => {
    const { api, provider } = await withHandFed()
    const first = await ask(api, { runId: 'run-1' })
    await provider.asked()
    provider.say('Once.')
    const second = await ask(api, { runId: 'run-1' })
    expect(streamOf(second)).toBe(streamOf(first))
    provider.finish()
    const [one, two] = await Promise.all([first.text(), second.text()])
    expect(two).toBe(one)
    expect(one).toContain('Once.')
    expect(provider.requests).toHaveLength(1)
  })

  test('that comes twenty times at once asks the model once, also while it is being fitted (T-35)', async () => {
    let summaries = 0
    const summarize = async (): Promise<string> => {
      summaries++
      await new Promise((resolve) => setImmediate(resolve))
      return 'They spoke.'
    }
    const { route, provider } = await withHandFed({ windowCap: 2000, strategy: summarize })
    const messages = Array.from({ length: 21 }, (_, n) => ({
      id: `m${n}`,
      role: n % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text: 'Some words that were said here. '.repeat(12) }],
    }))
    const answers = Array.from({ length: 20 }, async () =>
      readAnswer(await route(question(local, { runId: 'run-1', more: { messages } }))),
    )
    await provider.asked()
    provider.say('Once.')
    provider.finish()
    for (const { text } of await Promise.all(answers)) expect(text).toBe('Once.')
    expect(provider.requests).toHaveLength(1)
    expect(summaries).toBe(1)
  })

  test('that is repeated after the end replays the same bytes without a model call (T-30)', async () => {
    const { api, simulator } = await withSimulator()
    const first = await ask(api, { runId: 'run-1' })
    const whole = await first.text()
    const again = await Promise.all([1, 2].map(async () => await ask(api, { runId: 'run-1' })))
    expect(await Promise.all(again.map((response) => response.text()))).toEqual([whole, whole])
    expect(again.map(streamOf)).toEqual([streamOf(first), streamOf(first)])
    expect(simulator.requests).toHaveLength(1)
  })

  test('that arrives twice at the same moment, as from a page mounted twice, makes one model call (T-24)', async () => {
    const { api, simulator } = await withSimulator()
    const [one, two] = await Promise.all([ask(api, { runId: 'r' }), ask(api, { runId: 'r' })])
    expect(await one.text()).toBe(await two.text())
    expect(simulator.requests).toHaveLength(1)
  })

  test('and another body is a conflict (409)', async () => {
    const { api } = await withSimulator()
    await (await ask(api, { runId: 'run-1' })).text()
    const response = await ask(api, { runId: 'run-1', text: 'Something else' })
    expect(response.status).toBe(409)
    expect(await codeOf(response)).toBe('conflict')
  })

  test('is told from another one also in a page without TLS, where there is no crypto.subtle', async () => {
    const getRandomValues = crypto.getRandomValues.bind(crypto)
    vi.stubGlobal('crypto', { getRandomValues })
    try {
      const { api } = await withSimulator()
      const whole = await (await ask(api, { runId: 'run-1' })).text()
      expect(await (await ask(api, { runId: 'run-1' })).text()).toBe(whole)
      const another = await ask(api, { runId: 'run-1', text: 'Something else' })
      expect(await codeOf(another)).toBe('conflict')
    } finally {
      vi.unstubAllGlobals()
    }
  })

  test('is busy (409) while another run goes on in the chat, and not in another chat', async () => {
    const { api, provider } = await withHandFed()
    const first = await ask(api, { runId: 'run-1' })
    await provider.asked()
    const second = await ask(api, { runId: 'run-2' })
    expect(second.status).toBe(409)
    expect(await codeOf(second)).toBe('busy')
    const elsewhere = await ask(api, { runId: 'run-2', chatId: 'chat-2' })
    expect(elsewhere.status).toBe(200)
    await provider.asked(2)
    await elsewhere.body?.cancel()
    await fetch(`${api}/chat-1/stream?run=run-1`, { method: 'DELETE' })
    await first.text()
    const third = await ask(api, { runId: 'run-2' })
    expect(third.status).toBe(200)
    await third.body?.cancel()
  })

  test('of one owner is never joined by another (T-29)', async () => {
    const { api, simulator } = await withSimulator('gpt-4o-mini', { identify: byHeader })
    const [ada, bob] = await Promise.all([
      ask(api, { runId: 'r', headers: { 'x-user': 'ada' } }),
      ask(api, { runId: 'r', headers: { 'x-user': 'bob' }, text: 'Goodbye' }),
    ])
    expect([ada.status, bob.status]).toEqual([200, 200])
    expect(streamOf(ada)).not.toBe(streamOf(bob))
    await Promise.all([ada.text(), bob.text()])
    expect(simulator.requests).toHaveLength(2)
  })
})

function byHeader(request: Request): { user: string } | undefined {
  const user = request.headers.get('x-user')
  return user === null ? undefined : { user }
}

/** Says `count` words, one read each, whenever the test turns the crank. */
function say(provider: HandFedProvider, from: number, to: number): void {
  for (let word = from; word < to; word++) provider.say(`word${word} `)
}

describe('resume', () => {
  const count = Number(process.env['MILLRACE_DEEP'] === undefined ? 60 : 1000)

  test(`after n, at ${count} seams while producing, has no gap and no repeat (T-33)`, async () => {
    const random = seededRandom(33)
    const { route, provider } = await withHandFed()
    const first = await route(question(local, { runId: 'run-1' }))
    const whole = first.text()
    await provider.asked()
    const resumed: { readonly n: number; readonly text: Promise<string> }[] = []
    let said = 0
    let known = 1
    for (let seam = 0; seam < count; seam++) {
      const more = Math.floor(random() * 4)
      say(provider, said, said + more)
      said += more
      // Some come in the middle of a burst, some after it has settled.
      for (let turn = Math.floor(random() * 20); turn > 0; turn--) await Promise.resolve()
      // Any event that is surely there.
      const n = Math.floor(random() * known)
      const url = `${local}/chat-1/stream?run=run-1`
      const response = await route(new Request(url, { headers: { 'last-event-id': String(n) } }))
      expect(response.status).toBe(200)
      expect(streamOf(response)).toBe(streamOf(first))
      resumed.push({ n, text: response.text() })
      known = Math.max(known, Math.min(2, said))
      if (random() < 0.5) {
        await new Promise((resolve) => setImmediate(resolve))
        known = 2 + (said === 0 ? 0 : said + 1)
      }
    }
    provider.finish()
    const all = await whole
    for (const { n, text } of resumed) expect(await text, `after ${n}`).toBe(bytesAfter(all, n))
    expect(provider.requests).toHaveLength(1)
  })

  test('after every n of a finished answer gives exactly the rest, over the network', async () => {
    const { api } = await withSimulator('gpt-4o-mini', {}, 'One two three four five six seven.')
    const first = await ask(api, { runId: 'run-1' })
    const whole = await first.text()
    const events = whole.split(/(?<=\n\n)/)
    for (const [n] of events.entries()) {
      const url = `${api}/chat-1/stream?stream=${streamOf(first)}`
      const response = await fetch(url, { headers: { 'last-event-id': String(n) } })
      // Who has the end already gets it once more: it must be seen to be believed.
      const after = Math.min(n, events.length - 2)
      expect(await response.text()).toBe(bytesAfter(whole, after))
    }
  })

  test('without Last-Event-ID gives the whole answer', async () => {
    const { api } = await withSimulator()
    const first = await ask(api, { runId: 'run-1' })
    const whole = await first.text()
    const response = await fetch(`${api}/chat-1/stream?stream=${streamOf(first)}`)
    expect(await response.text()).toBe(whole)
  })

  test('of a stock client gives the running answer from its start, else 204', async () => {
    const { api, provider } = await withHandFed({ resumable: 'always' })
    const url = `${api}/chat-1/stream`
    expect((await fetch(url)).status).toBe(204)
    const first = await ask(api)
    await provider.asked()
    provider.say('Hello')
    const second = await fetch(url, { headers: { 'last-event-id': '1' } })
    provider.finish()
    expect(await second.text()).toBe(await first.text())
    expect((await fetch(url)).status).toBe(204)
  })

  test('of an unknown stream or run is 404 (T-28)', async () => {
    const { api } = await withSimulator()
    await (await ask(api, { runId: 'run-1' })).text()
    for (const name of ['stream=unknown', 'run=unknown', 'stream=', 'run=']) {
      const response = await fetch(`${api}/chat-1/stream?${name}`)
      expect(response.status, name).toBe(404)
      expect(await codeOf(response)).toBe('not_found')
    }
  })

  test('of an answer in another chat or of another owner is 404, and so is its stop (T-29)', async () => {
    const { api, provider } = await withHandFed({ identify: byHeader })
    const headers = { 'x-user': 'ada' }
    const first = await ask(api, { runId: 'run-1', headers })
    await provider.asked()
    const name = `stream=${streamOf(first)}`
    const other = { 'x-user': 'bob' }
    const attempts = await Promise.all([
      fetch(`${api}/chat-1/stream?${name}`, { headers: other }),
      fetch(`${api}/chat-2/stream?${name}`, { headers }),
      fetch(`${api}/chat-1/stream?run=run-1`, { headers: other }),
      fetch(`${api}/chat-1/stream?${name}`, { headers: other, method: 'DELETE' }),
    ])
    expect(attempts.map(({ status }) => status)).toEqual([404, 404, 404, 404])
    // A stranger's stop by run id is one of his own runs, and touches nobody else's.
    await fetch(`${api}/chat-1/stream?run=run-1`, { headers: other, method: 'DELETE' })
    expect((await fetch(`${api}/chat-1/stream`, { headers: other })).status).toBe(204)
    provider.finish()
    expect((await readAnswer(first)).types).toContain('finish')
  })

  test.each([
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '007',
    ' 1 2',
    '0; DROP TABLE',
    'x'.repeat(10_000),
    '9'.repeat(16),
    '\u00b9',
  ])('with Last-Event-ID %j is 400 (T-26, T-31)', async (id) => {
    const { api } = await withSimulator()
    await (await ask(api, { runId: 'run-1' })).text()
    const url = `${api}/chat-1/stream?run=run-1`
    const response = await fetch(url, { headers: { 'last-event-id': id } })
    expect(response.status).toBe(400)
  })

  test('past the end is 416 and never hangs, running or finished (T-27)', async () => {
    const { api, provider } = await withHandFed()
    const first = await ask(api, { runId: 'run-1' })
    await provider.asked()
    const url = `${api}/chat-1/stream?run=run-1`
    const headers = { 'last-event-id': '999' }
    const running = await fetch(url, { headers })
    provider.finish()
    await first.text()
    const finished = await fetch(url, { headers })
    expect([running.status, finished.status]).toEqual([416, 416])
    expect(await codeOf(finished)).toBe('bad_sequence')
  })
})

describe('a stock client', () => {
  test('that closes its connection stops the upstream (T-20)', async () => {
    const { api, simulator } = await withSimulator('gpt-4o-mini+stall@1500')
    const leaving = new AbortController()
    const response = await ask(api, { signal: leaving.signal })
    await readUntil(readerOf(response), 'text-delta')
    expect(simulator.openStreams).toBe(1)
    leaving.abort()
    await simulator.whenIdle()
  })

  test('that closes its connection before the first word stops the upstream (T-20)', async () => {
    const { api, simulator } = await withSimulator('gpt-4o-mini+slow-headers@60000')
    const leaving = new AbortController()
    await ask(api, { signal: leaving.signal })
    await vi.waitFor(() => expect(simulator.openStreams).toBe(1))
    leaving.abort()
    await simulator.whenIdle()
  })

  test('that asks again replaces its running answer, never 409', async () => {
    const { api, provider } = await withHandFed()
    const first = readAnswer(await ask(api))
    await provider.asked(1)
    provider.say('First.')
    const second = ask(api, { text: 'Second' })
    const stopped = await first
    expect(stopped.types.slice(-2)).toEqual(['abort', '[DONE]'])
    await provider.asked(2)
    expect(provider.open).toBe(1)
    provider.say('Second.')
    provider.finish()
    const answer = await readAnswer(await second)
    expect(answer.text).toBe('Second.')
  })

  test('that asks many times at once leaves one answer running', async () => {
    const { api, provider } = await withHandFed()
    const first = readAnswer(await ask(api))
    const rest = [1, 2, 3, 4].map(async (n) => readAnswer(await ask(api, { text: `${n}` })))
    await provider.asked(5)
    await vi.waitFor(() => expect(provider.open).toBe(1))
    provider.finish()
    const answers = await Promise.all([first, ...rest])
    const ends = answers
      .map(({ types }) => types.at(-2) ?? '')
      .toSorted((a, b) => a.localeCompare(b))
    expect(ends).toEqual(['abort', 'abort', 'abort', 'abort', 'finish'])
  })

  test('that asks again is served also when the model does not hear the stop', async () => {
    const { api, provider } = await withHandFed({}, true)
    const first = readAnswer(await ask(api))
    await provider.asked(1)
    const second = ask(api)
    expect((await first).types).toContain('abort')
    await provider.asked(2)
    provider.finish()
    expect((await readAnswer(await second)).types).toContain('finish')
  })
})

test('a request that was given up before its answer began stops the model, and its body does not hang', async () => {
  const { route, provider } = await withHandFed()
  const leaving = new AbortController()
  const asked = question(local, { signal: leaving.signal })
  const response = await route(asked)
  await provider.asked()
  leaving.abort(new Error('The tab was closed.'))
  await provider.idle()
  await expect(response.text()).rejects.toThrow('The tab was closed.')
})

test('a router may hand on its params, as Next.js does', async () => {
  const { route } = await withHandFed()
  const params = Promise.resolve({ path: ['health'] })
  const response = await route.GET(new Request(`${local}/health`), { params })
  expect(await response.json()).toEqual({ status: 'ok' })
})

describe('a client with a run id', () => {
  test('that closes its connection does not stop the answer', async () => {
    const { api, provider } = await withHandFed()
    const leaving = new AbortController()
    const response = await ask(api, { runId: 'run-1', signal: leaving.signal })
    await provider.asked()
    provider.say('Before. ')
    await readUntil(readerOf(response), 'Before.')
    leaving.abort()
    provider.say('After.')
    provider.finish()
    await provider.idle()
    const url = `${api}/chat-1/stream?run=run-1`
    const answer = await readAnswer(await fetch(url))
    expect(answer.text).toBe('Before. After.')
    expect(answer.types).toContain('finish')
  })

  test('that stays away for detachMs ends its answer as interrupted', async () => {
    const clock = manualClock()
    const { route, provider } = await withHandFed({ clock, detachMs: 1000 })
    const response = await route(question(local, { runId: 'run-1' }))
    await provider.asked()
    provider.say('Kept.')
    const reader = readerOf(response)
    await readUntil(reader, 'Kept.')
    await reader.cancel()
    await clock.advance(999)
    expect(provider.open).toBe(1)
    await clock.advance(1)
    expect(provider.open).toBe(0)
    const answer = await readAnswer(await route(new Request(`${local}/chat-1/stream?run=run-1`)))
    expect(answer.text).toBe('Kept.')
    expect(answer.error).toMatchObject({ code: 'incomplete_stream', retryable: true })
    expect(answer.facts.status).toBe('interrupted')
    expect(clock.pending).toBe(0)
  })

  test('that comes back in time keeps its answer, and so does a second reader', async () => {
    const clock = manualClock()
    const { route, provider } = await withHandFed({ clock, detachMs: 1000 })
    const resume = (): Promise<Response> => route(new Request(`${local}/chat-1/stream?run=run-1`))
    const first = await route(question(local, { runId: 'run-1' }))
    await provider.asked()
    await first.body?.cancel()
    await clock.advance(999)
    const [second, third] = await Promise.all([resume(), resume()])
    await clock.advance(5000)
    await second.body?.cancel()
    await clock.advance(5000)
    expect(provider.open).toBe(1)
    provider.finish()
    expect((await readAnswer(third)).types).toContain('finish')
  })
})

describe('a slow or silent connection', () => {
  test('is kept awake by a comment after 15 s of silence, which no client counts as an event', async () => {
    const clock = manualClock()
    const { route, provider } = await withHandFed({ clock })
    const response = await route(question(local))
    const reader = readerOf(response)
    await readUntil(reader, 'data-millrace-context-window')
    await provider.asked()
    const next = reader.read()
    await clock.advance(14_999)
    let came = false
    void next.then(() => (came = true))
    await clock.advance(0)
    expect(came).toBe(false)
    await clock.advance(1)
    expect(new TextDecoder().decode((await next).value)).toBe(': \n\n')
    provider.finish()
    await readUntil(reader, '[DONE]')
  })

  test('has everything wait in the log, which one reader takes in pieces at its own pace (T-21)', async () => {
    const { route, provider } = await withHandFed()
    const slow = await route(question(local, { runId: 'run-1' }))
    const fast = route(new Request(`${local}/chat-1/stream?run=run-1`)).then((response) =>
      response.text(),
    )
    await provider.asked()
    const word = 'x'.repeat(1000)
    for (let index = 0; index < 2000; index++) provider.say(word)
    provider.finish()
    const whole = await fast
    expect(whole.length).toBeGreaterThan(2_000_000)
    // The slow reader has taken nothing: what it gets now comes in pieces from the log.
    const reader = readerOf(slow)
    const decoder = new TextDecoder()
    let text = ''
    let largest = 0
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      largest = Math.max(largest, read.value.length)
      text += decoder.decode(read.value, { stream: true })
    }
    expect(text).toBe(whole)
    expect(largest).toBeLessThan(70_000)
  })

  test('is not read ahead of: the route pulls one piece, however much is there (T-21)', async () => {
    const { route, provider } = await withHandFed()
    const response = await route(question(local, { runId: 'run-1' }))
    await provider.asked()
    for (let index = 0; index < 2000; index++) provider.say('x'.repeat(1000))
    provider.finish()
    await provider.idle()
    const first = await readerOf(response).read()
    // What was taken before anybody read is what was there when the response was made.
    expect(first.value?.length).toBeLessThan(70_000)
  })
})

describe('an ended answer', () => {
  test('is kept for keepMs, then 404', async () => {
    const clock = manualClock()
    const { route, provider } = await withHandFed({ clock, keepMs: 1000 })
    const first = await route(question(local, { runId: 'run-1' }))
    await provider.asked()
    provider.finish()
    const whole = await first.text()
    const resume = (): Promise<Response> =>
      route(new Request(`${local}/chat-1/stream?stream=${streamOf(first)}`))
    await clock.advance(1000)
    expect(await (await resume()).text()).toBe(whole)
    await clock.advance(1)
    expect((await resume()).status).toBe(404)
    // Its run id is free again.
    const again = await route(question(local, { runId: 'run-1', text: 'New' }))
    expect(again.status).toBe(200)
    await again.body?.cancel()
  })
})

describe('close', () => {
  test('lets the running answer finish, refuses new ones with 503 and says draining', async () => {
    const { api, provider, route } = await withHandFed()
    expect(await (await fetch(`${api}/health`)).json()).toEqual({ status: 'ok' })
    const reading = readAnswer(await ask(api, { runId: 'run-1' }))
    await provider.asked()
    const closing = route.close()
    const refused = await ask(api, { chatId: 'chat-2' })
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await codeOf(refused)).toBe('unavailable')
    const health = await fetch(`${api}/health`)
    expect([health.status, await health.json()]).toEqual([503, { status: 'draining' }])
    provider.say('To the end.')
    provider.finish()
    await closing
    expect((await reading).text).toBe('To the end.')
    expect(provider.requests).toHaveLength(1)
  })

  test('stops what is left after timeoutMs as interrupted', async () => {
    const clock = manualClock()
    const { route, provider } = await withHandFed({ clock })
    const reading = readAnswer(await route(question(local, { runId: 'run-1' })))
    await provider.asked()
    const closing = route.close({ timeoutMs: 1000 })
    await clock.advance(1000)
    await closing
    const answer = await reading
    expect(answer.error?.code).toBe('incomplete_stream')
    expect(answer.types.at(-1)).toBe('[DONE]')
    expect(clock.pending).toBe(0)
  })

  test('also refuses a question whose body was still on its way', async () => {
    const { route, provider } = await withHandFed()
    const whole = new TextEncoder().encode(await question(local).text())
    let finish: () => void = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(whole.slice(0, 10))
        finish = () => {
          controller.enqueue(whole.slice(10))
          controller.close()
        }
      },
    })
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body, duplex: 'half' }
    const asking = route(new Request(local, init))
    await new Promise((resolve) => setImmediate(resolve))
    await route.close()
    finish()
    expect((await asking).status).toBe(503)
    expect(provider.requests).toHaveLength(0)
  })

  test('of an idle route is immediate', async () => {
    const clock = manualClock()
    const { route } = await withHandFed({ clock })
    await route.close()
    expect(clock.pending).toBe(0)
  })
})

test('a whole answer leaves no timer behind', async () => {
  const clock = manualClock()
  const provider = handFedProvider()
  const route = createChatRoute({ providers: [provider], logger, clock })
  const reading = readAnswer(await route(question(local)))
  await provider.asked()
  provider.say('Hello')
  provider.finish()
  await reading
  expect(clock.pending).toBe(0)
})

test('a platform is handed the work that outlives the response', async () => {
  const provider: Provider = handFedProvider()
  const route = createChatRoute({ providers: [provider], logger })
  const works: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>): void => void works.push(work)
  const response = await route(question(local), { waitUntil })
  await response.body?.cancel()
  await Promise.all(works)
  expect(works).toHaveLength(1)
})
