import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import type { Between } from '../fixtures/between.ts'
import { through } from '../fixtures/through.ts'

const isResume = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'GET' && url.includes('/stream')
test.each<[string, Between, RegExp]>([
  [
    'a route that is not asked',
    {
      instead: (request, response) => isResume(request) && Boolean(response.writeHead(404).end()),
    },
    /not found \(status 404\)/,
  ],
  [
    'one that takes no GET',
    {
      instead: (request, response) => isResume(request) && Boolean(response.writeHead(405).end()),
    },
    /GET is not taken/,
  ],
  [
    'a connection that is closed',
    { instead: (request, response) => isResume(request) && Boolean(response.destroy()) },
    /no answer came/,
  ],
  [
    'a page in its place',
    {
      instead: (request, response) =>
        isResume(request) &&
        Boolean(response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')),
    },
    /was no stream \(status 200\)/,
  ],
  [
    'a header that is lost',
    { asked: (headers) => headers.delete('last-event-id') },
    /^The rest began with event 0 although \d+ was there already/,
  ],
  [
    'an event of the rest that is lost',
    { event: (text, index, request) => (isResume(request) && index === 3 ? [] : [text]) },
    /There is a gap/,
  ],
  [
    'a rest that breaks off',
    { event: (text, index, request) => (isResume(request) && index > 3 ? [] : [text]) },
    /without an end/,
  ],
  [
    'words that are others',
    {
      event: (text, _, request) => [
        isResume(request) && request.headers['last-event-id'] === undefined
          ? text.replace('nine', 'none')
          : text,
      ],
    },
    /joined text is another one/,
  ],
  [
    'a key of the question that is lost',
    { asked: (headers) => headers.delete('idempotency-key') },
    /it ended with the connection/,
  ],
])('tells %s', async (_, proxy, seen) => {
  const found = await through(proxy, {}, 8)
  expect(found.checks.resume).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(seen),
  })
})

test('warns where the rest comes, and the whole does not come again', async () => {
  const { checks } = await through({
    instead: (request, response) =>
      isResume(request) &&
      request.headers['last-event-id'] === undefined &&
      Boolean(response.writeHead(404).end()),
  })
  expect(checks.resume).toMatchObject({
    result: 'warning',
    advice: expect.stringMatching(/keepMs/),
  })
})
