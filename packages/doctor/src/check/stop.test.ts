import { expect, test } from 'vitest'
import { type Between, between } from '../fixtures/between.ts'
import { examined } from '../fixtures/examined.ts'
import { fastClock } from '../fixtures/fastClock.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { those, through } from '../fixtures/through.ts'

test.each<[string, (status: number) => Between, number, RegExp]>([
  ['one that is answered and does nothing', ignored, 204, /written to its end all the same/],
  ['one that is refused', ignored, 404, /refused with status 404/],
])('tells %s', async (_, proxy, status, seen) => {
  const clock = fastClock(4)
  const found = await through(proxy(status), { clock }, 16)
  expect(found.checks.stop).toMatchObject({ result: 'failed', seen: expect.stringMatching(seen) })
  expect(those('failed', found)).toEqual(['stop'])
})

test('tells one after which the answer goes on and on', async () => {
  const { api } = await serveRoute({
    simulator: {
      answer: () => 'word '.repeat(300),
      pacing: { firstTokenMs: 5, tokenMs: 2, jitter: 0 },
    },
  })
  const { checks } = await examined(await between(api, ignored(204)))
  expect(checks.stop).toMatchObject({
    result: 'failed',
    seen: 'The answer went on 5 s after it was stopped.',
  })
})

/** A stop that reaches nobody. */
function ignored(status: number): Between {
  return {
    instead: ({ method, url = '' }, response) =>
      method === 'DELETE' && url.includes('/stream') && Boolean(response.writeHead(status).end()),
  }
}
