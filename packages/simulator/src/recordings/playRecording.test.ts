import { expect, test } from 'vitest'
import { folderWith } from '../fixtures/folderWith.ts'
import { manualClock } from '../fixtures/manualClock.ts'
import { readWhatComes } from '../fixtures/readStream.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'

test('plays recordings with faults: a cut, an event twice', async () => {
  const recordings = folderWith({ 'chat.a.jsonl': '{"n":1}\n{"n":2}\n' })
  const { ask } = await startSimulator({ recordings })
  const cut = await ask({ model: 'recording:chat.a+cut@9', stream: true })
  expect((await readWhatComes(cut)).bytes.toString()).toBe('data: {"n')
  const twice = await ask({ model: 'recording:chat.a+duplicate@1', stream: true })
  expect(await twice.text()).toBe(
    'data: {"n":1}\n\ndata: {"n":1}\n\ndata: {"n":2}\n\ndata: [DONE]\n\n',
  )
})

test('needs stream: true, and a cut that it knows', async () => {
  const { ask } = await startSimulator({ recordings: folderWith({ 'chat.a.jsonl': '{}\n' }) })
  expect((await ask({ model: 'recording:chat.a' })).status).toBe(400)
  const headers = { 'x-simulator-cut': 'random:x' }
  expect((await ask({ model: 'recording:chat.a', stream: true }, { headers })).status).toBe(400)
})

test('plays a recording whatever the prompt and the window', async () => {
  const recordings = folderWith({ 'chat.a.jsonl': '{}\n' })
  const { ask } = await startSimulator({ recordings, contextWindow: 1 })
  const headers = { 'x-simulator-fault': 'context-length@1' }
  const body = { model: 'recording:chat.a', stream: true, max_tokens: 1_000_000 }
  expect((await ask(body)).status).toBe(200)
  expect((await ask(body, { headers })).status).toBe(200)
})

const threeFormats = {
  'chat.a.jsonl': '{"n":1}\n{"n":2}\n',
  'responses.a.jsonl':
    '{"type":"response.created","sequence_number":0}\n{"type":"response.completed","sequence_number":1}\n',
  'messages.a.jsonl': '{"type":"message_start"}\n{"type":"message_stop"}\n',
}

test('plays each format at its own path, and says where that is', async () => {
  const { post } = await startSimulator({ recordings: folderWith(threeFormats) })
  const paths = { chat: '/chat/completions', responses: '/responses', messages: '/messages' }
  for (const [api, own] of Object.entries(paths)) {
    const model = `recording:${api}.a`
    for (const path of Object.values(paths)) {
      const response = await post(path, { model, stream: true })
      expect(response.status).toBe(path === own ? 200 : 400)
      if (path !== own)
        expect(await response.text()).toContain(`${model} is played at POST ${own}.`)
    }
  }
})

test('answers by script at one path only', async () => {
  const { post } = await startSimulator()
  for (const path of ['/responses', '/messages']) {
    const response = await post(path, { model: 'gpt-4o', stream: true })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('gpt-4o answers at POST /chat/completions')
  }
})

test('takes the key where Anthropic’s clients have it, and numbers the answer as Anthropic does', async () => {
  const recordings = folderWith(threeFormats)
  const { baseURL } = await startSimulator({ recordings, apiKey: 'sk-right', newId: () => 'x' })
  const ask = (key: string): Promise<Response> =>
    fetch(`${baseURL}/messages`, {
      method: 'POST',
      headers: { 'x-api-key': key },
      body: JSON.stringify({ model: 'recording:messages.a', stream: true }),
    })
  const right = await ask('sk-right')
  expect([right.status, right.headers.get('request-id')]).toEqual([200, 'req_x'])
  const wrong = await ask('sk-wrong')
  expect(wrong.status).toBe(401)
  expect(await wrong.json()).toEqual({
    type: 'error',
    error: { type: 'authentication_error', message: 'Incorrect API key provided: ***.' },
    request_id: 'req_x',
  })
})

test('plays the recording that a header names, whatever the model is called', async () => {
  const { post } = await startSimulator({ recordings: folderWith(threeFormats) })
  const ask = (name: string, model: string): Promise<Response> =>
    post('/messages', { model, stream: true }, { headers: { 'x-simulator-recording': name } })
  expect(await (await ask('messages.a', 'claude-haiku-4-5')).text()).toContain('message_stop')
  expect((await ask('messages.a', 'claude-haiku-4-5+529')).status).toBe(529)
  expect((await ask('messages.b', 'claude-haiku-4-5')).status).toBe(404)
})

test.each([
  [
    'responses',
    'error-mid-stream@1',
    'event: response.created\ndata: {"type":"response.created","sequence_number":0}\n\n' +
      'event: error\ndata: {"type":"error","sequence_number":1,"code":"server_error","message":"The server had an error while processing your request. Sorry about that!","param":null}\n\n',
  ],
  [
    'messages',
    'error-first',
    'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_x"}\n\n',
  ],
  [
    'messages',
    'swap@1',
    'event: message_stop\ndata: {"type":"message_stop"}\n\nevent: message_start\ndata: {"type":"message_start"}\n\n',
  ],
  ['messages', 'end@10', 'event: mes'],
])('goes wrong in the format of the recording: %s with %s', async (api, fault, body) => {
  const recordings = folderWith(threeFormats)
  const { post } = await startSimulator({ recordings, newId: () => 'x' })
  const model = `recording:${api}.a+${fault}`
  expect(await (await post(`/${api}`, { model, stream: true })).text()).toBe(body)
})

test('says limits as Anthropic does where messages are asked for', async () => {
  const clock = manualClock(Date.parse('2026-01-15T12:00:00Z'))
  const { post } = await startSimulator({ recordings: folderWith(threeFormats), clock })
  const model = 'recording:messages.a+ratelimit@0'
  const { headers } = await post('/messages', { model, stream: true })
  expect(headers.get('anthropic-ratelimit-requests-remaining')).toBe('0')
  expect(headers.get('anthropic-ratelimit-requests-reset')).toBe('2026-01-15T12:01:00.000Z')
  expect(headers.has('x-ratelimit-remaining-requests')).toBe(false)
})

test.each(['empty', 'finish-missing', 'usage-missing', 'half-surrogates', 'wrong-type-json'])(
  'is not taken apart for %s',
  async (fault) => {
    const { ask } = await startSimulator({ recordings: folderWith(threeFormats) })
    const response = await ask({ model: `recording:chat.a+${fault}`, stream: true })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`Fault ${fault} needs a scripted model`)
  },
)
