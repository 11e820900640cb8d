import { expect, test } from 'vitest'
import { examined } from '../fixtures/examined.ts'
import { closedAddress, serve, serveBytes } from '../fixtures/serve.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { those } from '../fixtures/through.ts'

test.each([
  [
    'a host that is not there',
    'http://nobody.invalid/api/chat',
    /There is no host nobody\.invalid/,
  ],
  [
    'a port at which nobody listens',
    undefined,
    /^Nobody listens at 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
  ],
])('is told: %s', async (_, url, seen) => {
  const found = await examined(url ?? (await closedAddress()))
  expect(found.checks.reachable).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(seen),
  })
  expect(those('ok', found)).toEqual([])
  expect(found.report).toMatchObject({ ok: false, questions: 1 })
})

test('is told: a server without TLS under https://', async () => {
  const address = await serve((_, response) => response.end())
  const { checks } = await examined(address.replace('http:', 'https:'))
  expect(checks.reachable).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/does not speak TLS/),
    advice: expect.stringMatching(/http:\/\//),
  })
})

const form = '<!doctype html><form><input type="password" name="p"></form>'
test.each([
  [
    'a login page',
    200,
    { 'content-type': 'text/html' },
    form,
    /page \(HTML, status 200\)/,
    /login/,
  ],
  [
    'a page of a wrong path',
    404,
    { 'content-type': 'text/html' },
    '<html>Not found',
    /status 404/,
    /path is wrong/,
  ],
  [
    'a page of a proxy',
    502,
    { 'content-type': 'text/html' },
    '<html>Bad gateway',
    /status 502/,
    /proxy/,
  ],
  ['a page without its type', 200, {}, '<!DOCTYPE html><p>Hello', /page/, /path is wrong/],
  [
    'a redirect to a login',
    302,
    { location: '/login?next=%2F' },
    '',
    /redirects to http:\S+\/login \(/,
    /session/,
  ],
  [
    'a redirect elsewhere',
    308,
    { location: 'https://www.example/x' },
    '',
    /https:\/\/www\.example\/x/,
    /loses its body/,
  ],
  [
    'a redirect to nowhere',
    301,
    { location: 'http://[' },
    '',
    /redirects elsewhere/,
    /does not|do not follow/,
  ],
  [
    'JSON',
    200,
    { 'content-type': 'application/json' },
    '{}',
    /application\/json/,
    /UI message stream/,
  ],
  ['a path that takes no POST', 405, {}, '', /no route .*status 405/, /mounted for POST/],
  ['who wants a session', 401, {}, '', /who asks/, /--header/],
])('is told: %s (T-10)', async (_, status, headers, body, seen, advice) => {
  const address = await serve((request, response) => {
    request.resume()
    response.writeHead(status, headers as Record<string, string>).end(body)
  })
  const found = await examined(`${address}/api/chat`)
  expect(found.checks.reachable).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(seen),
    advice: expect.stringMatching(advice),
  })
  expect(those('failed', found)).toEqual(['reachable'])
  expect(found.report.questions).toBe(1)
})

test('is told: our own route at another path of its server', async () => {
  const { api } = await serveRoute({ route: { identify: () => undefined } })
  const { checks } = await examined(api)
  expect(checks.reachable).toMatchObject({
    result: 'failed',
    advice: expect.stringMatching(/session/),
  })
})

test('bytes that are no HTTP are told', async () => {
  const address = await serveBytes('220 mail.example ESMTP\r\n')
  const { checks } = await examined(address)
  expect(checks.reachable).toMatchObject({
    result: 'failed',
    advice: expect.stringMatching(/does not speak HTTP/),
  })
})
