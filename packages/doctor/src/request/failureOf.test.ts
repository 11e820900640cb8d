import { ChatError } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { failureOf } from './failureOf.ts'

const url = new URL('https://chat.example/api')

/** As `fetch` throws it. */
function thrown(code: unknown): ChatError {
  const cause = Object.assign(new Error('no matter'), { code })
  return new ChatError('network', 'The connection failed.', {
    cause: new TypeError('fetch failed', { cause }),
  })
}

test.each([
  ['ENOTFOUND', /There is no host chat\.example/],
  ['EAI_AGAIN', /There is no host/],
  ['ECONNREFUSED', /Nobody listens at chat\.example/],
  ['UND_ERR_CONNECT_TIMEOUT', /no way to chat\.example/],
  ['EHOSTUNREACH', /no way to/],
  ['CERT_HAS_EXPIRED', /certificate of chat\.example is not valid here \(CERT_HAS_EXPIRED\)/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/],
  ['ECONNRESET', /broke before there was an answer \(ECONNRESET\)\.$/],
  ['no code\u001b[2J', /broke before there was an answer\.$/],
  [undefined, /broke before there was an answer\.$/],
])('a connection that fails with %j is told', (code, seen) => {
  expect(failureOf(thrown(code), url)).toEqual({
    result: 'failed',
    seen: expect.stringMatching(seen),
    advice: expect.stringMatching(/\.$/),
  })
})

test('of several addresses that were tried the first is told', () => {
  const errors = [Object.assign(new Error('a'), { code: 'ECONNREFUSED' })]
  const cause = new TypeError('fetch failed', { cause: new AggregateError(errors) })
  expect(failureOf(new ChatError('network', 'a', { cause }), url).seen).toMatch(/^Nobody listens/)
})

test('causes may go in a circle', () => {
  const cause = new Error('round')
  cause.cause = cause
  expect(failureOf(new ChatError('network', 'a', { cause }), url).result).toBe('failed')
})
