import { expect, test } from 'vitest'
import { failureNames } from '../errors/failures.ts'
import { manualClock } from '../fixtures/manualClock.ts'
import { readWhatComes } from '../fixtures/readStream.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'

const key = { authorization: 'Bearer sk-test' }

function named(fault: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { 'x-simulator-fault': fault } }
}

/** What is sent, as far as it tells one failure from another. */
async function seen(response: Response): Promise<unknown> {
  const body = (await response.json()) as {
    readonly error: { readonly type: string; readonly code: string | null }
  }
  return [response.status, body.error.type, body.error.code]
}

const failures: Readonly<Record<(typeof failureNames)[number], unknown>> = {
  400: [400, 'invalid_request_error', 'unsupported_parameter'],
  401: [401, 'invalid_request_error', 'invalid_api_key'],
  402: [402, 'unknown_error', 'invalid_request_error'],
  403: [403, 'request_forbidden', 'unsupported_country_region_territory'],
  404: [404, 'invalid_request_error', 'model_not_found'],
  408: [408, 'timeout', null],
  409: [409, 'invalid_request_error', null],
  413: [413, 'invalid_request_error', null],
  429: [429, 'requests', 'rate_limit_exceeded'],
  500: [500, 'server_error', null],
  503: [503, 'server_error', 'server_is_overloaded'],
  504: [504, 'server_error', null],
  529: [529, 'server_error', 'server_is_overloaded'],
  'slow-down': [429, 'rate_limit_error', 'slow_down'],
  quota: [429, 'insufficient_quota', 'insufficient_quota'],
  'credit-exhausted': [429, 'insufficient_quota', 'credit_balance_exhausted'],
  'spend-limit': [429, 'insufficient_quota', 'project_spend_limit_exceeded'],
  'organization-spend-limit': [429, 'insufficient_quota', 'organization_spend_limit_exceeded'],
  'usage-limit': [429, 'insufficient_quota', 'organization_usage_limit_exceeded'],
  'content-policy': [400, 'invalid_request_error', 'content_policy_violation'],
  'context-length': [400, 'invalid_request_error', 'context_length_exceeded'],
}

test.each(failureNames)('rejects with %s, by header and by model name', async (name) => {
  const { ask } = await startSimulator()
  expect(await seen(await ask({ stream: true }, named(name)))).toEqual(failures[name])
  expect(await seen(await ask({ model: `gpt-4o+${name}` }))).toEqual(failures[name])
})

test('answers with any other status and the phrase for it', async () => {
  const { ask } = await startSimulator()
  const response = await ask({}, named('status@502@5'))
  expect(response.headers.get('retry-after')).toBe('5')
  expect(await seen(response.clone())).toEqual([502, 'server_error', null])
  expect(await response.text()).toContain('"Bad Gateway"')
  expect(await seen(await ask({}, named('status@418')))).toEqual([
    418,
    'invalid_request_error',
    null,
  ])
})

test.each([
  ['429', '2', '2s'],
  ['429@90', '90', '1m30s'],
])('says with %s when to come back', async (fault, retryAfter, reset) => {
  const { ask } = await startSimulator()
  const { headers } = await ask({}, named(fault))
  expect(headers.get('retry-after')).toBe(retryAfter)
  expect(headers.get('x-ratelimit-remaining-requests')).toBe('0')
  expect(headers.get('x-ratelimit-reset-requests')).toBe(reset)
})

test('says when to come back with other failures only if it is told to', async () => {
  const { ask } = await startSimulator()
  expect((await ask({}, named('503'))).headers.has('retry-after')).toBe(false)
  expect((await ask({}, named('503@30'))).headers.get('retry-after')).toBe('30')
})

test('numbers every answer', async () => {
  const { ask } = await startSimulator({ newId: () => 'x7' })
  for (const fault of ['none', '503', 'html', 'nonsense']) {
    expect((await ask({}, named(fault))).headers.get('x-request-id')).toBe('req_x7')
  }
})

test.each([
  ['html', 200, 'text/html; charset=utf-8', /^<!doctype html>\n<html>/],
  ['html-502', 502, 'text/html; charset=utf-8', /^<html>\n<head><title>502 Bad Gateway/],
  ['wrong-type', 200, 'text/plain; charset=utf-8', /^ok\n$/],
  ['error-200', 200, 'application/json', /^{"error":{"message":"The server had an error/],
])('T-10 answers %s with what is no stream', async (fault, status, type, body) => {
  const { ask } = await startSimulator()
  const response = await ask({ stream: true }, named(fault))
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe(type)
  expect(await response.text()).toMatch(body)
})

test('resets the connection before the headers', async () => {
  const { ask } = await startSimulator()
  const asked = ask({ stream: true }, named('reset-before-headers'))
  await expect(asked).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
})

test('T-15 says nothing at all until the client leaves', async () => {
  const { ask, simulator } = await startSimulator()
  const controller = new AbortController()
  const asked = ask({ stream: true }, { ...named('no-headers'), signal: controller.signal })
  while (simulator.openStreams === 0) await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  await expect(asked).rejects.toThrow('aborted')
  await simulator.whenIdle()
})

test('lets a rejection wait', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ clock })
  const asked = ask({}, named('slow-headers@50,503'))
  await clock.waited(1)
  clock.advance(50)
  expect((await asked).status).toBe(503)
})

test('breaks the body of a rejection off', async () => {
  const { ask } = await startSimulator()
  const ended = await ask({}, named('503,end@20'))
  expect([ended.status, await ended.text()]).toEqual([503, '{"error":{"message":'])
  const cut = await ask({}, named('503,cut@9'))
  expect(await readWhatComes(cut)).toEqual({ bytes: Buffer.from('{"error":'), broke: true })
})

test('rejects any path by header, with no key and whatever the body, so that a health check sees it', async () => {
  const { baseURL } = await startSimulator()
  expect((await fetch(`${baseURL}/models`, named('503'))).status).toBe(503)
  const { headers } = named('503')
  const options = { method: 'POST', headers, body: '{oops' }
  expect((await fetch(`${baseURL}/chat/completions`, options)).status).toBe(503)
})

test('holds the list of models back as well', async () => {
  const clock = manualClock()
  const { baseURL } = await startSimulator({ clock })
  const { headers } = named('slow-headers@70')
  const asked = fetch(`${baseURL}/models`, { headers: { ...key, ...headers } })
  await clock.waited(1)
  clock.advance(70)
  expect((await asked).status).toBe(200)
})

test('breaks the list of models off as any answer', async () => {
  const { baseURL } = await startSimulator()
  const { headers } = named('end@20')
  const ended = await fetch(`${baseURL}/models`, { headers: { ...key, ...headers } })
  expect([ended.status, await ended.text()]).toEqual([200, '{"object":"list","da'])
})

test('answers an unknown fault with 400 and the list of those it knows', async () => {
  const { ask } = await startSimulator()
  for (const response of [await ask({}, named('boom')), await ask({ model: 'gpt-4o+boom' })]) {
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(
      'Unknown fault \\"boom\\": use one of none, 400, 401, 402',
    )
  }
})

test('lets the header win over the name of the model', async () => {
  const { ask } = await startSimulator()
  expect((await ask({ model: 'gpt-4o+503' }, named('429'))).status).toBe(429)
  expect((await ask({ model: 'gpt-4o+503' }, named('none'))).status).toBe(200)
})
