import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import { createChatRoute } from '../route/createChatRoute.ts'

const good = 'https://good.example'

async function routeFor(origins?: readonly string[]): Promise<string> {
  const { baseURL } = await startSimulator()
  const provider = openaiCompatible({ baseURL, model: 'gpt-4o-mini', apiKey: 'sk-test' })
  return await serveRoute(
    createChatRoute({
      providers: [provider],
      logger: recordingLogger(),
      ...(origins === undefined ? {} : { origins }),
    }),
  )
}

function preflight(api: string, origin: string, path = ''): Promise<Response> {
  return fetch(api + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'last-event-id,x-csrf',
    },
  })
}

describe('a page of an origin that is let in', () => {
  test('may send what resuming needs: the browser asks first, since Last-Event-ID is no simple header (T-32)', async () => {
    const api = await routeFor([good])
    const response = await preflight(api, good, '/chat-1/stream')
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(good)
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, DELETE, OPTIONS')
    const allowed = response.headers.get('access-control-allow-headers')?.split(/,\s*/)
    for (const name of ['last-event-id', 'content-type', 'idempotency-key', 'authorization']) {
      expect(allowed).toContain(name)
    }
    expect(allowed).toContain('x-csrf')
    expect(response.headers.get('vary')).toContain('origin')
  })

  test('may read answers, refusals, and the name of the stream', async () => {
    const api = await routeFor([good])
    const answer = await ask(api, { headers: { origin: good } })
    const refusal = await ask(api, { headers: { origin: good }, more: { messages: 'none' } })
    for (const { headers } of [answer, refusal]) {
      expect(headers.get('access-control-allow-origin')).toBe(good)
      expect(headers.get('access-control-allow-credentials')).toBe('true')
      expect(headers.get('access-control-expose-headers')).toContain('x-millrace-stream')
    }
    expect(refusal.status).toBe(400)
    await answer.text()
  })
})

test.each([
  'null',
  'https://good.example.evil.example',
  'http://good.example',
  'https://good.example:8443',
  'https://GOOD.example',
  'https://evil.example',
])('%s is not let in, and no cache mixes the two up (T-62)', async (origin) => {
  const api = await routeFor([good])
  const responses = [await preflight(api, origin), await ask(api, { headers: { origin } })]
  for (const { headers } of responses) {
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('vary')).toContain('origin')
  }
  await responses[1]?.text()
})

test('nobody is let in who was not named', async () => {
  const response = await preflight(await routeFor(), good)
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})

test.each(['*', 'null', 'good.example', 'https://good.example/', ''])(
  '%j is no origin: no route is made with it (T-62)',
  async (origin) => {
    await expect(routeFor([origin])).rejects.toMatchObject({ code: 'invalid_request' })
  },
)
