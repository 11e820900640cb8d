import { type ChatError } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { webhookAlerts } from './webhookAlerts.ts'

interface Received {
  readonly path: string
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

const received: Received[] = []
const sink = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const { url: path = '', headers } = request
    received.push({ path, headers, body: Buffer.concat(pieces).toString() })
    if (path === '/moved') response.writeHead(302, { location: '/hook' })
    response.end('thank you')
  })
})
beforeAll(() => new Promise<void>((resolve) => void sink.listen(0, '127.0.0.1', resolve)))
afterAll(() => void sink.close())

const urlOf = (path: string): string =>
  `http://127.0.0.1:${(sink.address() as AddressInfo).port}${path}`
const alert = { kind: 'budget-soft', message: 'Most of it is spent.', limitUsd: 5 }
const clockAt = () => manualClock(Date.UTC(2026, 7, 21))

test('posts an alert as JSON, with its sentence as text for chat rooms', async () => {
  const clock = clockAt()
  const send = webhookAlerts({ url: urlOf('/hook'), headers: { authorization: 'Bearer x' }, clock })
  await send(alert)
  const [last] = received.splice(0)
  expect(last?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: 'Bearer x',
  })
  expect(JSON.parse(last?.body ?? '')).toEqual({
    ...alert,
    text: 'Most of it is spent.',
    sentAt: '2026-08-21T00:00:00.000Z',
  })
  expect(clock.pending).toBe(0)
})

test('follows no redirect, and does not try again', async () => {
  const failures: ChatError[] = []
  const url = urlOf('/moved')
  await webhookAlerts({ url, clock: clockAt(), onFailure: (error) => void failures.push(error) })(
    alert,
  )
  expect(received.splice(0).map(({ path }) => path)).toEqual(['/moved'])
  expect(failures.map(({ message }) => message)).toEqual(['The webhook answered with status 302.'])
})

/** Answers with these, one after the other; what is no status never comes. */
function answering(...statuses: readonly (number | 'never' | 'fails')[]) {
  let calls = 0
  const fetch = (): Promise<Response> => {
    const status = statuses[calls++]
    if (status === 'never') return new Promise(() => undefined)
    if (status === 'fails' || status === undefined) return Promise.reject(new TypeError('refused'))
    return Promise.resolve(new Response(null, { status }))
  }
  return {
    fetch,
    get calls() {
      return calls
    },
  }
}

test('tries again with random waits, four times in all', async () => {
  const clock = clockAt()
  const hook = answering(503, 'fails', 'never', 429)
  const failures: ChatError[] = []
  const random = (): number => 1
  const onFailure = (error: ChatError): void => void failures.push(error)
  const sending = webhookAlerts({
    url: 'https://hooks.example/s',
    ...hook,
    clock,
    random,
    onFailure,
  })(alert)
  const calls: number[] = []
  for (const ms of [0, 999, 1, 1999, 1, 5000, 3999, 1]) {
    await clock.advance(ms)
    calls.push(hook.calls)
  }
  expect(calls).toEqual([1, 1, 2, 2, 3, 3, 3, 4])
  await sending
  expect(failures.map(({ message }) => message)).toEqual(['The webhook answered with status 429.'])
  expect(clock.pending).toBe(0)
})

test.each([
  ['arrives the second time', [500, 204], []],
  ['is refused', [400], ['The webhook answered with status 400.']],
  ['never arrives', ['fails', 'fails', 'fails', 'fails'], ['The webhook cannot be reached.']],
] as const)('an alert that %s never throws', async (_, statuses, expected) => {
  const clock = clockAt()
  const hook = answering(...statuses)
  const failures: string[] = []
  const sending = webhookAlerts({
    url: 'https://hooks.example/s',
    fetch: hook.fetch,
    clock,
    random: () => 0,
    onFailure(error) {
      failures.push(error.message)
      throw new Error('The log fails, too.')
    },
  })(alert)
  await clock.advance(10)
  await sending
  expect(failures).toEqual(expected)
  expect(hook.calls).toBe(statuses.length)
})

test('what cannot be written as JSON never throws', async () => {
  const failures: string[] = []
  const send = webhookAlerts({
    url: 'https://hooks.example/s',
    onFailure: ({ message }) => void failures.push(message),
  })
  await send({ ...alert, spent: 1n } as typeof alert)
  expect(failures).toEqual(['The alert cannot be sent.'])
})

test('of more than a hundred at once the rest are dropped', async () => {
  const clock = clockAt()
  const hook = answering(...Array.from({ length: 100 }, () => 'never' as const))
  const failures: string[] = []
  const send = webhookAlerts({
    url: 'https://hooks.example/s',
    fetch: hook.fetch,
    clock,
    onFailure: ({ code }) => void failures.push(code),
  })
  for (let n = 0; n < 103; n++) void send(alert)
  expect(hook.calls).toBe(100)
  expect(failures).toEqual(['overloaded', 'overloaded', 'overloaded'])
})

test.each([
  'http://hooks.example/s',
  'ftp://127.0.0.1',
  'hook',
  '',
  'http://127.0.0.1.example/',
  'https://a:b@x.example',
])('no alert goes to %s', (url) => {
  expect(() => webhookAlerts({ url })).toThrow(TypeError)
})

test.each([
  'https://hooks.example/s',
  'http://localhost:1',
  'http://127.0.0.2/',
  'http://[::1]:8/',
])('alerts may go to %s', (url) => {
  expect(() => webhookAlerts({ url })).not.toThrow()
})
