import { expect, test } from 'vitest'
import { through } from '../fixtures/through.ts'

test.each([
  ['no cache-control', 'cache-control', undefined, 'failed', /no cache-control/],
  ['one that may be stored', 'cache-control', 'public, max-age=60', 'failed', /public, max-age=60/],
  ['one that may be changed', 'cache-control', 'no-cache', 'warning', /no no-transform/],
  ['no word to nginx', 'x-accel-buffering', undefined, 'warning', /no x-accel-buffering/],
  ['another word to nginx', 'x-accel-buffering', 'yes', 'warning', /x-accel-buffering says yes/],
  ['no name of the stream', 'x-vercel-ai-ui-message-stream', undefined, 'warning', /stream: v1/],
  [
    'no name of the answer',
    'x-millrace-stream',
    undefined,
    'failed',
    /x-millrace-stream is missing/,
  ],
])('%s is told (T-11)', async (_, name, value, result, seen) => {
  const { checks } = await through({
    headers(headers) {
      if (value === undefined) headers.delete(name)
      else headers.set(name, value)
    },
  })
  expect(checks.headers).toMatchObject({ result, seen: expect.stringMatching(seen) })
})

test('nginx takes the word to it and does not hand it on', async () => {
  const { results } = await through({
    headers(headers) {
      headers.delete('x-accel-buffering')
      headers.set('server', 'nginx/1.28')
    },
  })
  expect(results.headers).toBe('ok')
})
