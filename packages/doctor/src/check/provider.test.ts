import { expect, test } from 'vitest'
import { examined } from '../fixtures/examined.ts'
import { serve } from '../fixtures/serve.ts'
import type { Between } from '../fixtures/between.ts'
import { those, through } from '../fixtures/through.ts'

test('a refusal without a code is told by its status', async () => {
  const address = await serve((_, response) => response.writeHead(500).end('oops'))
  const found = await examined(address)
  expect(those('failed', found)).toEqual(['provider'])
  expect(found.checks.provider.seen).toBe(
    'The question was refused with status 500, and no code says why.',
  )
})

/** The route's words, with these events in place of the answer's. */
function telling(...chunks: readonly object[]): Between {
  return {
    event: (text, index) =>
      index === 0
        ? [text, ...chunks.map((chunk, n) => `id: ${n + 1}\ndata: ${JSON.stringify(chunk)}\n\n`)]
        : [],
  }
}

test.each([
  ['no object', 7],
  ['a code that is no text', { code: { toString: 1 }, message: 'a', retryable: false }],
  ['a code that nobody knows', { code: '__proto__', message: 'a', retryable: false }],
])('an error that is %s is told as the protocol does (T-18)', async (_, data) => {
  const { checks } = await through(
    telling({ type: 'data-millrace-error', data }, { type: 'error', errorText: 'Sorry.' }),
  )
  expect(checks.provider).toMatchObject({ result: 'failed', seen: 'The answer failed: Sorry.' })
})

test.each([{ toString: 1 }, '__proto__', 'constructor', undefined, 7])(
  'an automatic reply for the reason %j is one for an outage',
  async (reason) => {
    const { checks } = await through(
      telling({ type: 'data-millrace-notice', data: { kind: 'canned', reason } }),
    )
    expect(checks.provider).toMatchObject({
      result: 'failed',
      seen: expect.stringMatching(/^An automatic reply came .* no provider answers\.$/),
    })
  },
)

test.each([{ toString: 1 }, '__proto__', 'constructor', undefined])(
  'a failover for the code %j is one of an unknown kind',
  async (code) => {
    const { checks } = await through(
      telling(
        { type: 'data-millrace-notice', data: { kind: 'failed-over', code } },
        { type: 'text-delta', id: '0', delta: 'a' },
      ),
    )
    expect(checks.provider).toMatchObject({
      result: 'warning',
      advice: 'See the log of the server at this time.',
    })
  },
)

test('an answer without a word is something to look at', async () => {
  const { checks } = await through(telling({ type: 'finish' }))
  expect(checks.provider).toMatchObject({
    result: 'warning',
    seen: 'The answer ended without a word.',
  })
})

test('a health that is none counts for nothing', async () => {
  const { checks } = await through({
    instead: ({ url = '' }, response) =>
      url.endsWith('/health') &&
      Boolean(response.end(JSON.stringify({ status: { toString: 1 }, models: [1, null] }))),
  })
  expect(checks.provider.result).toBe('ok')
})
