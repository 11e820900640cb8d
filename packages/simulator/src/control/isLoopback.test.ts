import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { isLoopback } from './isLoopback.ts'

function from(remoteAddress: string | undefined, host = 'localhost'): IncomingMessage {
  return { socket: { remoteAddress }, headers: { host } } as unknown as IncomingMessage
}

test.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('knows %s', (address) => {
  expect(isLoopback(from(address))).toBe(true)
})

test.each(['10.0.0.1', '192.168.1.5', '::ffff:10.0.0.1', 'fe80::1', '', undefined])(
  'does not know %s',
  (address) => {
    expect(isLoopback(from(address))).toBe(false)
  },
)

test('wants to be called by a name of this machine', () => {
  expect(isLoopback(from('::1', ''))).toBe(false)
  expect(isLoopback(from('::1', 'LOCALHOST:80'))).toBe(true)
})
