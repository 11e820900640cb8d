import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { between } from './fixtures/between.ts'
import { examined } from './fixtures/examined.ts'
import { madeUpKey } from './fixtures/madeUpKey.ts'
import { serve, serveBytes } from './fixtures/serve.ts'
import { serveRoute } from './fixtures/serveRoute.ts'

const key = madeUpKey('sk-proj-', 48)
const google = madeUpKey('AIza', 35)
const secret = { name: 'BILLING_TOKEN', value: 'correct horse/battery staple' }
// Nothing of it may reach a terminal (T-68).
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return serve((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  })
}

test.each([
  [
    'a key in the body of an error',
    { error: `Incorrect API key provided: ${key}.` },
    {},
    /a key \(sk-…\) in the body of the first answer/,
  ],
  [
    'a part of one',
    { error: 'Incorrect API key provided: sk-abcd*********wxyz.' },
    {},
    /a part of a key in the body/,
  ],
  [
    'a key in a header',
    {},
    { 'x-debug': `Bearer ${google}` },
    /AIza…\) in the headers.*Bearer …\) in the headers|Bearer …/,
  ],
  ['a value that is known', { note: secret.value }, {}, /the value of BILLING_TOKEN in the body/],
  [
    'the same in JSON within JSON and in base64',
    { note: Buffer.from(`a${secret.value}b`).toString('base64') },
    {},
    /the value of BILLING_TOKEN/,
  ],
  [
    'the same in an address',
    {},
    { link: `https://a.example/?t=${encodeURIComponent(secret.value)}` },
    /the value of BILLING_TOKEN in the headers/,
  ],
])('finds %s, and does not print it (T-67)', async (_, body, headers, seen) => {
  const found = await examined(await json(500, body, headers), { secrets: [secret] })
  expect(found.checks.keys).toMatchObject({ result: 'failed', seen: expect.stringMatching(seen) })
  const printed = JSON.stringify(found.report)
  for (const value of [key, google, secret.value, encodeURIComponent(secret.value)]) {
    expect(printed).not.toContain(value.slice(4, 20))
  }
})

test('finds a key in the words of an answer, cut wherever (T-67)', async () => {
  const { api } = await serveRoute({
    simulator: { answer: () => `My key is ${key} and no other one.` },
  })
  const { checks, report } = await examined(api)
  expect(checks.keys).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/a key \(sk-…\) in the words of the first answer/),
  })
  expect(JSON.stringify(report)).not.toContain(key.slice(8, 20))
})

test('a key in the error of a stream is found and masked where the error is told (T-67)', async () => {
  const { api } = await serveRoute()
  const leaking = await between(api, {
    event: (text, index) =>
      index < 2
        ? [text]
        : index === 2
          ? [`id: 2\ndata: {"type":"error","errorText":"401 for ${key}"}\n\n`]
          : [],
  })
  const { checks } = await examined(leaking)
  expect(checks.keys.result).toBe('failed')
  expect(checks.provider).toMatchObject({
    result: 'failed',
    seen: 'The answer failed: 401 for [key]',
  })
})

test('what was handed in is never printed, also where a server sends it back (T-67)', async () => {
  const cookie = 'session=abcdefgh12345678; theme=darkest-of-all'
  const address = await serve((request, response) => {
    request.resume()
    response
      .writeHead(302, {
        location: `/to/${String(request.headers.cookie).slice(8, 24)}/${secret.value.replaceAll(' ', '+')}`,
      })
      .end()
  })
  const { report, checks } = await examined(`${address}/?token=0123456789abcdef`, {
    headers: { cookie },
    secrets: [secret],
  })
  expect(checks.reachable).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/redirects to .*\[secret\]/),
  })
  const printed = JSON.stringify(report)
  expect(printed).not.toMatch(/abcdefgh12345678|darkest|battery|0123456789abcdef/)
})

test.each([
  ['escape sequences', '\u001b[2J\u001b]0;owned\u0007\u001b[31mred\u001b[0m'],
  ['their 8-bit forms', '\u009b2J\u009d0;owned\u009c\u0085'],
  ['what turns the direction of writing', '\u202egnp.exe\u202c\u2066x\u2069\u200f'],
  ['line ends and what nobody sees', 'a\r\nok       reachable\u2028b\u200bc\ufeff'],
])('%s in what a server says do not reach a report (T-68)', async (_, text) => {
  const { api } = await serveRoute()
  const chunk = JSON.stringify({ type: 'error', errorText: `Sorry: ${text}` })
  const { report, checks } = await examined(
    await between(api, {
      event: (event, index) => (index === 0 ? [event, `id: 1\ndata: ${chunk}\n\n`] : []),
    }),
  )
  expect(checks.provider.seen).toMatch(/^The answer failed: Sorry: /)
  for (const check of report.checks) expect(Object.values(check).join('')).not.toMatch(unprintable)
})

test('a header with escape sequences does not reach a report, 8-bit or not (T-68)', async () => {
  for (const escape of ['\u001b[31m', '\u009b31m']) {
    const address = await serveBytes(
      `HTTP/1.1 302 Found\r\nlocation: /${escape}login\r\ncontent-type: ${escape}\r\nconnection: close\r\n\r\n`,
    )
    const { report, checks } = await examined(address)
    expect(checks.reachable.result).toBe('failed')
    for (const check of report.checks)
      expect(Object.values(check).join('')).not.toMatch(unprintable)
  }
})

const streamHeaders = { 'content-type': 'text/event-stream', 'x-millrace-stream': 's' }

test('an answer without an end is left when its time is over (T-12)', async () => {
  const address = await serve((request, response) => {
    request.resume()
    response.writeHead(200, streamHeaders)
    const timer = setInterval(() => response.write(': still here\n\n'), 5)
    response.once('close', () => clearInterval(timer))
  })
  const { checks } = await examined(address, { timeoutMs: 4000 })
  expect(checks.provider).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/^No end within 4 seconds\. No word/),
  })
  expect(checks.numbering).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/did not end/),
  })
})

test('a server that says nothing at all is left when its time is over (T-15)', async () => {
  const address = await serve((request) => void request.resume())
  const { checks } = await examined(address, { timeoutMs: 4000 })
  expect(checks.reachable).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/did not answer in time/),
  })
})

/** Writes 100 MB, as fast as they are read. */
function pour(response: ServerResponse, block: string, onWritten: (length: number) => void): void {
  let written = 0
  function write(): void {
    while (written < 100_000_000 && !response.destroyed) {
      written += block.length
      onWritten(block.length)
      if (!response.write(block)) {
        response.once('drain', write)
        return
      }
    }
    response.end()
  }
  write()
}

test.each([
  [
    'events',
    `data: {"type":"text-delta","id":"0","delta":"${'x'.repeat(1000)}"}\n\n`,
    /larger than any answer/,
  ],
  ['one line', 'x'.repeat(1000), /larger than any answer/],
])('of 100 MB of %s no more is read than an answer may have (T-04)', async (_, piece, seen) => {
  let written = 0
  const address = await serve((request, response) => {
    request.resume()
    response.writeHead(200, streamHeaders)
    const block = piece.repeat(64)
    response.write(block[0] === 'x' ? 'data: ' : '')
    pour(response, block, (length) => (written += length))
  })
  const { checks } = await examined(address)
  expect(checks.numbering).toMatchObject({ result: 'failed', seen: expect.stringMatching(seen) })
  expect(written).toBeLessThan(50_000_000)
})

test('of a page of 100 MB no more is read than a message may have (T-10)', async () => {
  let written = 0
  const block = 'x'.repeat(65_536)
  const address = await serve((request, response) => {
    request.resume()
    response.writeHead(500, { 'content-type': 'text/plain' })
    pour(response, block, (length) => (written += length))
  })
  const { checks } = await examined(address)
  expect(checks.provider.result).toBe('failed')
  expect(written).toBeLessThan(50_000_000)
})

test('an examination ends with its signal, with its reason', async () => {
  const controller = new AbortController()
  const address = await serve(() => controller.abort(new Error('Enough.')))
  await expect(examined(address, { signal: controller.signal })).rejects.toThrow('Enough.')
})
