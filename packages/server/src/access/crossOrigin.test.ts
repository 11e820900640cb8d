import { request as nodeRequest, type IncomingHttpHeaders } from 'node:http'
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

function preflight(
  api: string,
  origin: string,
  path = '',
  asked = 'last-event-id,x-csrf',
): Promise<Response> {
  return fetch(api + path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': asked,
    },
  })
}

/** The headers of a preflight with these origins, a header each: more than one is none of `fetch`. */
async function headersFor(api: string, origins: readonly string[]): Promise<IncomingHttpHeaders> {
  return await new Promise((resolve, reject) => {
    const sending = nodeRequest(api, { method: 'OPTIONS' })
    sending.setHeader('origin', origins)
    sending.on('error', reject)
    sending.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.headers))
    })
    sending.end()
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
    expect(response.headers.get('vary')).toBe('origin, access-control-request-headers')
  })

  test('may rename and remove conversations: the browser asks first', async () => {
    const response = await preflight(await routeFor([good]), good, '/chat-1')
    const methods = response.headers.get('access-control-allow-methods')
    expect(methods).toBe('POST, PATCH, DELETE, OPTIONS')
  })

  test.each([
    ['x-csrf-token, X-Tenant', ['x-csrf-token', 'x-tenant']],
    ['Content-Type,last-event-id', []],
    ['*', []],
    ['x-a, x b, , x"c, x-d', ['x-a', 'x-d']],
    [`x-${'a'.repeat(2000)}`, []],
    [Array.from({ length: 400 }, (_, n) => `x-${n}`).join(), []],
  ])(
    'is told of the headers it asked for, as far as they are some (T-62): %.40s',
    async (asked, more) => {
      const response = await preflight(await routeFor([good]), good, '', asked)
      const allowed = response.headers.get('access-control-allow-headers')?.split(', ')
      const ours = ['content-type', 'idempotency-key', 'last-event-id', 'authorization']
      expect(allowed).toEqual([...ours, ...more])
    },
  )

  test('may read answers, refusals, and the name of the stream', async () => {
    const api = await routeFor([good])
    const answer = await ask(api, { headers: { origin: good } })
    const refusal = await ask(api, { headers: { origin: good }, more: { messages: 'none' } })
    for (const { headers } of [answer, refusal]) {
      expect(headers.get('access-control-allow-origin')).toBe(good)
      expect(headers.get('access-control-allow-credentials')).toBe('true')
      expect(headers.get('access-control-expose-headers')?.split(', ')).toEqual(
        expect.arrayContaining([
          'x-millrace-stream',
          'x-vercel-ai-ui-message-stream',
          'retry-after',
        ]),
      )
      expect(headers.get('vary')).toContain('origin')
    }
    expect(refusal.status).toBe(400)
    await answer.text()
  })
})

test.each([
  'null',
  'https://good.example.evil.example',
  'http://good.example',
  'https://good.example:444',
  'https://good.example:8443',
  'https://good.example.',
  'https://good.example/',
  'https://xgood.example',
  'https://good.example, https://evil.example',
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

test('two origins at once are let in as none (T-62)', async () => {
  const api = await routeFor([good])
  for (const origins of [
    [good, 'https://evil.example'],
    ['https://evil.example', good],
    [good, good],
  ]) {
    const headers = await headersFor(api, origins)
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(headers.vary).toContain('origin')
  }
  expect((await headersFor(api, [good]))['access-control-allow-origin']).toBe(good)
})

test('every refusal says that it depends on the origin (T-62)', async () => {
  const api = await routeFor([good])
  const responses = await Promise.all([
    fetch(api),
    fetch(api, { method: 'PUT', headers: { origin: good } }),
    fetch(`${api}/health`),
    fetch(`${api}/chat-1/stream`, { headers: { origin: 'https://evil.example' } }),
  ])
  for (const { headers } of responses) expect(headers.get('vary')).toContain('origin')
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
