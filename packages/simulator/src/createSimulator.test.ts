import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createSimulator } from './createSimulator.ts'
import { manualClock } from './fixtures/manualClock.ts'
import { chunksOf, textOf } from './fixtures/readStream.ts'
import { startSimulator, user } from './fixtures/startSimulator.ts'

const text = 'One two three.'
const fixed = { answer: () => text, newId: () => 'x1', clock: manualClock(1_764_000_000_000) }

test('streams the role, a chunk per token, the finish reason and the end marker', async () => {
  const { ask } = await startSimulator(fixed)
  const response = await ask({ stream: true })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const chunks = chunksOf(await response.text())
  expect(chunks[0]).toEqual({
    id: 'chatcmpl-x1',
    object: 'chat.completion.chunk',
    created: 1_764_000_000,
    model: 'gpt-4o-mini',
    service_tier: 'default',
    system_fingerprint: 'fp_simulator',
    choices: [
      {
        index: 0,
        delta: { role: 'assistant', content: '', refusal: null },
        logprobs: null,
        finish_reason: null,
      },
    ],
  })
  expect(
    chunks.map(({ choices }) => [choices[0]?.delta.content, choices[0]?.finish_reason]),
  ).toEqual([
    ['', null],
    ['One', null],
    [' two', null],
    [' three', null],
    ['.', null],
    [undefined, 'stop'],
  ])
})

test('reports usage in a tail chunk without choices, when asked to', async () => {
  const { ask } = await startSimulator(fixed)
  const response = await ask({ stream: true, stream_options: { include_usage: true } })
  const chunks = chunksOf(await response.text())
  expect(chunks.at(-1)).toMatchObject({
    choices: [],
    usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
  })
  expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true)
})

test('answers in one piece without stream', async () => {
  const { ask } = await startSimulator(fixed)
  expect(await (await ask()).json()).toEqual({
    id: 'chatcmpl-x1',
    object: 'chat.completion',
    created: 1_764_000_000,
    model: 'gpt-4o-mini',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 9,
      completion_tokens: 4,
      total_tokens: 13,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_simulator',
  })
})

test.each([{ max_tokens: 2 }, { max_completion_tokens: 2 }])(
  'cuts the answer at the limit and says so: %j',
  async (limit) => {
    const { ask } = await startSimulator(fixed)
    const chunks = chunksOf(await (await ask({ stream: true, ...limit })).text())
    expect(chunks.map(({ choices }) => choices[0]?.delta.content).join('')).toBe('One two')
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length')
  },
)

test('ends before a stop sequence', async () => {
  const { ask } = await startSimulator(fixed)
  expect(textOf(await (await ask({ stream: true, stop: [' three'] })).text())).toBe('One two')
})

test('carries a half answer on where it ended', async () => {
  const { ask } = await startSimulator()
  const whole = textOf(await (await ask({ stream: true, messages: [user('a recipe')] })).text())
  const half = { role: 'assistant', content: whole.slice(0, 500) }
  for (const messages of [
    [user('a recipe'), half],
    [user('a recipe'), half, user('Please continue.')],
  ]) {
    const rest = textOf(await (await ask({ stream: true, messages })).text())
    expect(half.content + rest).toBe(whole)
  }
})

test('lists its models and shows one', async () => {
  const { baseURL, simulator } = await startSimulator()
  const headers = { authorization: 'Bearer sk-test' }
  const list = (await (await fetch(`${baseURL}/models`, { headers })).json()) as {
    readonly data: readonly { readonly id: string }[]
  }
  expect(list.data.map(({ id }) => id)).toEqual(['gpt-4o-mini', 'gpt-4o', 'o3'])
  expect(simulator.models).toEqual(['gpt-4o-mini', 'gpt-4o', 'o3'])
  const one = await fetch(`${baseURL}/models/gpt-4o`, { headers })
  expect(await one.json()).toMatchObject({ id: 'gpt-4o', object: 'model' })
})

test('waits for the first token and between tokens as told', async () => {
  const clock = manualClock()
  const pacing = { firstTokenMs: 350, tokenMs: 20, jitter: 0 }
  const { ask } = await startSimulator({ ...fixed, clock, pacing })
  const body = (await ask({ stream: true })).text()
  for (const [count, ms] of [350, 20, 20, 20].entries()) {
    await clock.waited(count + 1)
    clock.advance(ms)
  }
  expect(textOf(await body)).toBe(text)
  expect(clock.waits).toEqual([350, 20, 20, 20])
})

test('varies the waits around their mean, the same way for the same seed', async () => {
  const waits: (readonly number[])[] = []
  for (const seed of [7, 7, 8]) {
    const clock = manualClock()
    const { ask } = await startSimulator({ ...fixed, clock, pacing: {}, seed })
    const body = (await ask({ stream: true })).text()
    for (const count of [1, 2, 3, 4]) {
      await clock.waited(count)
      clock.advance(1000)
    }
    await body
    waits.push(clock.waits)
  }
  expect(waits[0]).toEqual(waits[1])
  expect(waits[0]).not.toEqual(waits[2])
  const [first = 0, ...others] = waits[0] ?? []
  expect(first).toBeGreaterThanOrEqual(262.5)
  expect(first).toBeLessThanOrEqual(437.5)
  expect(others.every((ms) => ms >= 15 && ms <= 25)).toBe(true)
})

test('T-20 stops at once when the client leaves in the middle of a wait', async () => {
  const clock = manualClock()
  const { ask, simulator } = await startSimulator({ clock, pacing: {} })
  const controller = new AbortController()
  const response = await ask({ stream: true }, { signal: controller.signal })
  await clock.waited(1)
  expect(simulator.openStreams).toBe(1)
  controller.abort()
  await simulator.whenIdle()
  await expect(response.text()).rejects.toThrow('aborted')
  expect([simulator.openStreams, clock.waiting, clock.waits.length]).toEqual([0, 0, 1])
})

test('counts no stream as open once it has been sent in full', async () => {
  const { ask, simulator } = await startSimulator()
  await Promise.all([1, 2, 3].map(async () => (await ask({ stream: true })).text()))
  await simulator.whenIdle()
  expect(simulator.openStreams).toBe(0)
})

test('keeps the newest requests, keys masked', async () => {
  const seen: string[] = []
  const { ask, simulator } = await startSimulator({
    keepRequests: 2,
    onRequest: ({ path }) => seen.push(path),
  })
  for (const question of ['one', 'two', 'three']) {
    await (
      await ask({ messages: [user(question)] }, { headers: { 'x-api-key': 'sk-other' } })
    ).text()
  }
  expect(simulator.requests.map(({ body }) => body)).toEqual([
    { model: 'gpt-4o-mini', messages: [user('two')] },
    { model: 'gpt-4o-mini', messages: [user('three')] },
  ])
  expect(simulator.requests[0]).toMatchObject({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: {
      authorization: 'Bearer ***',
      'x-api-key': '***',
      'content-type': 'application/json',
    },
  })
  expect(seen).toHaveLength(3)
  simulator.clearRequests()
  expect(simulator.requests).toEqual([])
})

test('is mounted in another server below a path of its own', async () => {
  const { listener } = createSimulator({ basePath: '/provider/v1/', pacing: 'none' })
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const headers = { authorization: 'Bearer sk-test' }
  const status = async (path: string): Promise<number> =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status
  expect(await status('/provider/v1/models')).toBe(200)
  expect(await status('/v1/models')).toBe(404)
})

test('ends streams and frees the port when it is closed', async () => {
  const { ask, simulator, close } = await startSimulator()
  const response = await ask({ stream: true }, { headers: { 'x-simulator-fault': 'stall@10' } })
  await Promise.all([close(), close()])
  await expect(response.text()).rejects.toThrow('terminated')
  await simulator.whenIdle()
})

test('is refused while it is closed, and answers again on the same port', async () => {
  const { ask, simulator, url, close } = await startSimulator(fixed)
  await close()
  await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  const again = await simulator.listen({ port: Number(new URL(url).port) })
  onTestFinished(again.close)
  expect((await ask()).status).toBe(200)
})

test('says so when its port is taken', async () => {
  const { url } = await startSimulator()
  await expect(createSimulator().listen({ port: Number(new URL(url).port) })).rejects.toThrow(
    'EADDRINUSE',
  )
})

test('refuses a pace that cannot be kept', () => {
  expect(() => createSimulator({ pacing: { tokenMs: -1 } })).toThrow(RangeError)
  expect(() => createSimulator({ pacing: { firstTokenMs: Number.NaN } })).toThrow(RangeError)
  expect(() => createSimulator({ pacing: { jitter: 2 } })).toThrow(RangeError)
})
