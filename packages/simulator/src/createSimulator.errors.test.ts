import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startSimulator, user } from './fixtures/startSimulator.ts'

const key = { authorization: 'Bearer sk-test' }

async function errorOf(response: Response): Promise<readonly unknown[]> {
  const { error } = (await response.json()) as {
    readonly error: Readonly<Record<string, string | null>>
  }
  expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code'])
  return [response.status, error.param, error.code]
}

test('asks for a key', async () => {
  const { baseURL } = await startSimulator()
  expect(await errorOf(await fetch(`${baseURL}/models`))).toEqual([401, null, null])
})

test('accepts no other key than its own, and names part of the wrong one (T-67)', async () => {
  const { ask } = await startSimulator({ apiKey: 'sk-right' })
  expect((await ask({}, { headers: { authorization: 'Bearer sk-right' } })).status).toBe(200)
  const wrong = await ask({}, { headers: { authorization: 'Bearer sk-proj-canary-1234567890' } })
  const { error } = (await wrong.clone().json()) as { readonly error: { readonly message: string } }
  expect(error.message).toBe('Incorrect API key provided: sk-proj-***7890.')
  expect(await errorOf(wrong)).toEqual([401, null, 'invalid_api_key'])
})

test.each(['/', '/v1', '/v1/', '/v2/models', '/v1/embeddings', '/v1/%', '/v1/../etc/passwd', '//'])(
  'knows no path %s',
  async (path) => {
    const { url } = await startSimulator()
    expect(await errorOf(await fetch(url + path, { headers: key }))).toEqual([404, null, null])
  },
)

test('names the method that a path takes', async () => {
  const { baseURL } = await startSimulator()
  const response = await fetch(`${baseURL}/chat/completions`, { headers: key })
  expect(response.headers.get('allow')).toBe('POST')
  expect(await errorOf(response)).toEqual([405, null, 'method_not_supported'])
})

test.each([
  [{ model: undefined }, 400, 'model', null],
  [{ model: 7 }, 400, 'model', null],
  [{ model: 'gpt-9' }, 404, null, 'model_not_found'],
  [{ model: '__proto__' }, 404, null, 'model_not_found'],
  [{ messages: undefined }, 400, 'messages', null],
  [{ messages: [] }, 400, 'messages', null],
  [{ messages: 'hello' }, 400, 'messages', null],
  [{ messages: [null] }, 400, 'messages[0]', null],
  [{ messages: [{ role: 'robot', content: '' }] }, 400, 'messages[0].role', null],
  [{ messages: [user('a'), user(5)] }, 400, 'messages[1].content', null],
  [{ stream: 'yes' }, 400, 'stream', null],
  [{ stream_options: { include_usage: true } }, 400, 'stream_options', null],
  [{ n: 2 }, 400, 'n', null],
  [{ max_tokens: 0 }, 400, 'max_tokens', null],
  [{ max_completion_tokens: 1.5 }, 400, 'max_completion_tokens', null],
  [{ model: 'o3', max_tokens: 5 }, 400, 'max_tokens', 'unsupported_parameter'],
  [{ stop: [''] }, 400, 'stop', null],
  [{ tools: {} }, 400, 'tools', null],
  [{ tools: [{ type: 'function' }] }, 400, 'tools', null],
])('refuses %j', async (body, status, param, code) => {
  const { ask } = await startSimulator()
  expect(await errorOf(await ask(body))).toEqual([status, param, code])
})

test.each(['', '{oops', '[]', 'null', '"text"', '\u0000', '['.repeat(100_000)])(
  'refuses a body that is no JSON object: %#',
  async (body) => {
    const { baseURL } = await startSimulator()
    const response = await fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: key,
      body,
    })
    expect(await errorOf(response)).toEqual([400, null, null])
  },
)

test('T-59 refuses a body over its limit, whether announced or only counted', async () => {
  const { baseURL, ask, simulator } = await startSimulator({ maxBodyBytes: 1000 })
  const post = (body: BodyInit): Promise<Response> =>
    fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: key,
      body,
      duplex: 'half',
    } as RequestInit)
  const large = 'x'.repeat(1001)
  expect(await errorOf(await post(large))).toEqual([413, null, 'request_too_large'])
  expect(await errorOf(await post(new Blob([large]).stream()))).toEqual([
    413,
    null,
    'request_too_large',
  ])
  expect(simulator.requests.map(({ body }) => body)).toEqual([undefined, undefined])
  expect((await ask()).status).toBe(200)
})

test('T-70 takes keys such as __proto__ for what they are', async () => {
  const { baseURL } = await startSimulator()
  const body = `{"__proto__":{"stream":true},"constructor":1,"model":"gpt-4o","messages":[{"role":"user","content":"Hello","__proto__":{}}]}`
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: key,
    body,
  })
  expect(response.headers.get('content-type')).toBe('application/json')
})

test('outlives clients that leave half-way and speak nonsense', async () => {
  const { url, ask } = await startSimulator()
  const port = Number(new URL(url).port)
  const head = 'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n'
  for (const bytes of [
    head,
    `${head}{"model":`,
    'GET / HTTP/9\r\n\r\n',
    '\u0000\u0001\u0002',
    '',
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
      socket.on('error', () => {}).on('close', () => resolve())
      socket.resume()
    })
  }
  expect((await ask()).status).toBe(200)
})

test('answers 500 when a callback of its owner throws', async () => {
  const { ask } = await startSimulator({
    answer: () => {
      throw new Error('no idea')
    },
  })
  expect(await errorOf(await ask())).toEqual([500, null, null])
})
