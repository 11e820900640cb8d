import { expect, test } from 'vitest'
import { textOf } from '../fixtures/readStream.ts'
import { startSimulator, user } from '../fixtures/startSimulator.ts'
import { measurePrompt } from './measurePrompt.ts'
import { parseChatRequest } from './parseChatRequest.ts'

/** A conversation of exactly so many tokens: 7 for the message, the rest words of one token. */
function promptOf(tokens: number): object {
  return { stream: true, messages: [user(' hello'.repeat(tokens - 7))] }
}

async function errorOf(response: Response): Promise<unknown> {
  expect(response.status).toBe(400)
  return ((await response.json()) as { readonly error: unknown }).error
}

function tooLong(message: string): object {
  return {
    message: `This model's maximum context length is ${message}`,
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  }
}

test('refuses messages over the window, in the words of OpenAI', async () => {
  const { ask, simulator } = await startSimulator()
  expect(await errorOf(await ask(promptOf(131_042)))).toEqual(
    tooLong(
      '128000 tokens. However, your messages resulted in 131042 tokens. Please reduce the length of the messages.',
    ),
  )
  expect(simulator.rejectedForLength).toBe(1)
})

test.each(['max_tokens', 'max_completion_tokens'])(
  'refuses an answer that has no room beside the messages: %s',
  async (name) => {
    const { ask } = await startSimulator()
    expect(await errorOf(await ask({ ...promptOf(127_048), [name]: 4024 }))).toEqual(
      tooLong(
        '128000 tokens. However, you requested 131072 tokens (127048 in the messages, 4024 in the completion). Please reduce the length of the messages or completion.',
      ),
    )
  },
)

test('refuses more than the largest answer of the model', async () => {
  const { ask, simulator } = await startSimulator()
  expect(await errorOf(await ask({ max_tokens: 100_000 }))).toEqual({
    message:
      'max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.',
    type: 'invalid_request_error',
    param: 'max_tokens',
    code: 'invalid_value',
  })
  expect(await errorOf(await ask({ model: 'o3', max_completion_tokens: 100_001 }))).toMatchObject({
    param: 'max_completion_tokens',
    code: 'invalid_value',
  })
  expect((await ask({ max_tokens: 16_384 })).status).toBe(200)
  expect(simulator.rejectedForLength).toBe(0)
})

test('answers up to the last token of the window and not one further', async () => {
  const { ask, simulator } = await startSimulator({ contextWindow: 1000 })
  expect((await ask(promptOf(1000))).status).toBe(200)
  expect((await ask({ ...promptOf(900), max_tokens: 100 })).status).toBe(200)
  expect(simulator.rejectedForLength).toBe(0)
  await errorOf(await ask(promptOf(1001)))
  await errorOf(await ask({ ...promptOf(900), max_tokens: 101 }))
  expect(simulator.rejectedForLength).toBe(2)
})

test('caps the largest answer at a window that is smaller', async () => {
  const { ask } = await startSimulator({ contextWindow: 500 })
  expect(await errorOf(await ask({ max_tokens: 501 }))).toMatchObject({ code: 'invalid_value' })
  expect(await errorOf(await ask({ max_tokens: 500 }))).toMatchObject({
    code: 'context_length_exceeded',
  })
})

test('gives each model its own window', async () => {
  const { ask } = await startSimulator({ models: ['gpt-4.1', 'gpt-5'] })
  for (const model of ['gpt-4.1', 'gpt-5']) {
    expect((await ask({ ...promptOf(131_042), model })).status).toBe(200)
  }
})

test('counts tools as part of the prompt', async () => {
  const { ask } = await startSimulator({ contextWindow: 1000 })
  const description = ' hello'.repeat(1000)
  const tools = [{ type: 'function', function: { name: 'greet', description } }]
  expect(await errorOf(await ask({ tools }))).toMatchObject({ code: 'context_length_exceeded' })
})

test('takes no picture for text, however large', async () => {
  const { ask } = await startSimulator({ contextWindow: 1200 })
  const url = `data:image/png;base64,${'A'.repeat(400_000)}`
  const response = await ask({ messages: [user([{ type: 'image_url', image_url: { url } }])] })
  expect(await response.json()).toMatchObject({ usage: { prompt_tokens: 3 + 1 + 1105 + 3 } })
})

test('reports the exact length of the prompt, tools included, streamed or not', async () => {
  const { ask } = await startSimulator()
  const content = '日本語で <|endoftext|> — 😀 don’t'
  const body = {
    messages: [user(content)],
    tools: [{ type: 'function', function: { name: 'greet', parameters: { type: 'object' } } }],
  }
  const whole = (await (await ask(body)).json()) as { readonly usage: unknown }
  expect(whole.usage).toMatchObject({ prompt_tokens: 40 })
  const streamed = await ask({ ...body, stream: true, stream_options: { include_usage: true } })
  expect(await streamed.text()).toContain('"prompt_tokens":40,')
})

test('counts before a fault of the answer is played, and after a rejection', async () => {
  const { ask, simulator } = await startSimulator({ contextWindow: 100 })
  for (const fault of ['cut@10', 'error-first', 'stall@0', 'slow-headers@3600000', 'garbage']) {
    const headers = { 'x-simulator-fault': fault }
    expect(await errorOf(await ask(promptOf(101), { headers }))).toMatchObject({
      code: 'context_length_exceeded',
    })
  }
  expect((await ask({ ...promptOf(101), model: 'gpt-4o+429' })).status).toBe(429)
  expect(simulator.rejectedForLength).toBe(5)
})

test('pretends a smaller window for one request, by header and by model name', async () => {
  const { ask, simulator } = await startSimulator({ answer: () => 'Fine.' })
  const numbers = tooLong(
    '500 tokens. However, your messages resulted in 501 tokens. Please reduce the length of the messages.',
  )
  const model = 'gpt-4o+context-length@500'
  const init = { headers: { 'x-simulator-fault': 'context-length@500' } }
  expect(await errorOf(await ask({ ...promptOf(501), model }))).toEqual(numbers)
  expect(await errorOf(await ask(promptOf(501), init))).toEqual(numbers)
  expect(await errorOf(await ask({ ...promptOf(400), max_tokens: 101, model }))).toEqual(
    tooLong(
      '500 tokens. However, you requested 501 tokens (400 in the messages, 101 in the completion). Please reduce the length of the messages or completion.',
    ),
  )
  expect(simulator.rejectedForLength).toBe(3)
  expect(textOf(await (await ask({ ...promptOf(500), model })).text())).toBe('Fine.')
  expect(textOf(await (await ask(promptOf(500), init)).text())).toBe('Fine.')
  expect(textOf(await (await ask(promptOf(501))).text())).toBe('Fine.')
  expect(simulator.rejectedForLength).toBe(3)
})

test('ignores the prompt when it is told to reject always', async () => {
  const { ask, simulator } = await startSimulator()
  expect(await errorOf(await ask({ model: 'gpt-4o+context-length' }))).toMatchObject({
    code: 'context_length_exceeded',
  })
  expect(simulator.rejectedForLength).toBe(0)
})

test('counts only where somebody needs to know', async () => {
  const { signal } = new AbortController()
  const measure = (body: object, contextWindow: number): Promise<number | undefined> =>
    measurePrompt(parseChatRequest({ ...body }, 'gpt-4o', 1000), contextWindow, signal)
  // 6 for the message and the answer, 4 bytes of role, 18 of content.
  const asked = promptOf(10)
  expect(await measure(asked, 28)).toBeUndefined()
  expect(await measure(asked, 27)).toBe(10)
  expect(await measure({ ...asked, max_tokens: 1 }, 28)).toBe(10)
  expect(await measure({ ...asked, stream: false }, 28)).toBe(10)
})

test('stops counting when the client leaves', async () => {
  const { ask, simulator } = await startSimulator()
  const controller = new AbortController()
  const answer = ask(promptOf(1_000_000), { signal: controller.signal })
  while (simulator.openStreams === 0) await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  await expect(answer).rejects.toThrow('aborted')
  await simulator.whenIdle()
  expect(simulator.rejectedForLength).toBe(0)
})

test.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a window of %d', async (contextWindow) => {
  await expect(startSimulator({ contextWindow })).rejects.toThrow(RangeError)
})
