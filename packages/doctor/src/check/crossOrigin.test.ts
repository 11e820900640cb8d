import { expect, test } from 'vitest'
import type { Between } from '../fixtures/between.ts'
import { through } from '../fixtures/through.ts'

const origin = 'https://app.example'
const allowed = {
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
}
const all = {
  ...allowed,
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': 'content-type, idempotency-key, last-event-id',
  'access-control-expose-headers': 'x-millrace-stream',
}

/** CORS as the proxy does it, in place of the route. */
function says(lines: Readonly<Record<string, string>>, echo = false): Between {
  return {
    // To the route it is a question of no page.
    asked: (headers) => ['origin', 'sec-fetch-site'].forEach((name) => headers.delete(name)),
    headers(headers, request) {
      for (const [name, value] of Object.entries(lines)) headers.set(name, value)
      if (echo) headers.set('access-control-allow-origin', request.headers.origin ?? 'null')
    },
  }
}

test('are let in by a proxy that says so', async () => {
  expect((await through(says(all), { origin })).checks.cors).toMatchObject({ result: 'ok' })
})

test('are refused by a route that does not know them', async () => {
  const found = await through({}, { origin })
  expect(found.checks.cors).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(
      /^Pages of https:\/\/app\.example are not let in: .* does not name it\./,
    ),
    advice: expect.stringMatching(/`origins`/),
  })
  expect(found.report.questions).toBe(3)
})

test('are refused by a route that does not see their preflight pass', async () => {
  const { checks } = await through(
    {
      ...says(all),
      instead: ({ method }, response) =>
        method === 'OPTIONS' && Boolean(response.writeHead(405).end()),
    },
    { origin },
  )
  expect(checks.cors).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/preflight for POST was refused with status 405/),
  })
})

test.each<[string, Record<string, string>, boolean, string, RegExp]>([
  [
    'every origin with its cookies (T-62)',
    { ...all, 'access-control-allow-origin': '*' },
    false,
    'failed',
    /\* together with/,
  ],
  [
    'every origin',
    { ...all, 'access-control-allow-origin': '*', 'access-control-allow-credentials': '' },
    false,
    'warning',
    /every page/,
  ],
  [
    'whatever asks (T-62)',
    all,
    true,
    'failed',
    /origin https:\/\/app\.example\.example\.net is let in too/,
  ],
  [
    'another origin',
    { ...all, 'access-control-allow-origin': 'https://other.example' },
    false,
    'failed',
    /names https:\/\/other\.example/,
  ],
  ['no DELETE', { ...all, 'access-control-allow-methods': 'POST' }, false, 'failed', /no DELETE/],
  [
    'no idempotency-key',
    { ...all, 'access-control-allow-headers': 'content-type, last-event-id' },
    false,
    'failed',
    /may not send idempotency-key/,
  ],
  [
    'no name of the answer',
    { ...all, 'access-control-expose-headers': '' },
    false,
    'failed',
    /cannot read x-millrace-stream/,
  ],
])('are told of: %s', async (_, lines, echo, result, seen) => {
  const { checks } = await through(says(lines, echo), { origin })
  expect(checks.cors).toMatchObject({ result, seen: expect.stringMatching(seen) })
})

test('need their cookies let through where a cookie is handed in', async () => {
  const lines = { ...all, 'access-control-allow-credentials': '' }
  const { checks } = await through(says(lines), { origin, headers: { cookie: 'session=1' } })
  expect(checks.cors).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/cookies of who asks/),
  })
})
