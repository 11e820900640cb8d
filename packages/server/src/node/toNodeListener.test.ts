import { request as nodeRequest } from 'node:http'
import { expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { collectGarbage } from '../fixtures/collectGarbage.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { createChatRoute } from '../route/createChatRoute.ts'

async function setUp() {
  const provider = handFedProvider()
  const logger = recordingLogger()
  const route = createChatRoute({ providers: [provider], logger })
  return { provider, logger, route, api: await serveRoute(route) }
}

const body = JSON.stringify({
  id: 'chat-1',
  messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }],
})
const headers = { 'content-type': 'application/json' }

test('sends each piece as it comes: the first is read before the second is written', async () => {
  const { api, provider } = await setUp()
  const response = await ask(api)
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('There is no body.')
  await provider.asked()
  await readUntil(reader, 'start-step')
  for (const word of ['one', 'two', 'three']) {
    provider.say(word)
    const text = await readUntil(reader, word)
    expect(text).not.toContain('[DONE]')
  }
  provider.finish()
  await readUntil(reader, '[DONE]')
  expect((await reader.read()).done).toBe(true)
})

test('stops the upstream of a stock client that disconnects (T-20)', async () => {
  const { api, provider } = await setUp()
  const sending = nodeRequest(api, { method: 'POST', headers })
  sending.on('error', () => undefined)
  sending.end(body)
  await provider.asked()
  expect(provider.open).toBe(1)
  sending.destroy()
  await provider.idle()
})

test('stops the upstream of a stock client that disconnects without reading a byte (T-20)', async () => {
  const { api, provider } = await setUp()
  const sending = nodeRequest(api, { method: 'POST', headers })
  sending.on('error', () => undefined)
  sending.on('response', (response) => {
    response.on('error', () => undefined)
    sending.destroy()
  })
  sending.end(body)
  await provider.asked()
  await provider.idle()
})

test('logs no failure for clients that leave, before, in and after their upload', async () => {
  const { api, provider, logger } = await setUp()
  for (const part of ['', body.slice(0, 20)]) {
    const sending = nodeRequest(api, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length) },
    })
    const closed = new Promise((resolve) => sending.on('close', resolve))
    sending.on('error', () => undefined)
    sending.flushHeaders()
    await new Promise((resolve) => sending.write(part === '' ? ' ' : part, resolve))
    sending.destroy()
    await closed
  }
  const reading = ask(api).then(readAnswer)
  await provider.asked()
  provider.finish()
  expect((await reading).types).toContain('finish')
  expect(logger.records.map(({ event }) => event)).toEqual(['no-identify'])
})

test('holds what a reader does not take in the log, not in the socket (T-21)', async () => {
  const { api, provider } = await setUp()
  let taken = 0
  const sending = nodeRequest(api, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'r' },
  })
  sending.end(body)
  const response = await new Promise<NodeJS.ReadableStream>((resolve) =>
    sending.on('response', resolve),
  )
  await provider.asked()
  collectGarbage()
  const before = process.memoryUsage().arrayBuffers
  // More than the kernel buffers on loopback, which takes some megabytes.
  for (let index = 0; index < 16_000; index++) provider.say('x'.repeat(1000))
  provider.finish()
  await provider.idle()
  collectGarbage()
  // The log holds the 17 MB once; a buffer of the reader's own would hold them again.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(26_000_000)
  for await (const piece of response) taken += (piece as Buffer).length
  expect(taken).toBeGreaterThan(16_000_000)
})

test('refuses an upload of 10 MB with 413 while it is on its way, and serves the next (T-59)', async () => {
  const { api, provider } = await setUp()
  const sending = nodeRequest(api, { method: 'POST', headers })
  sending.on('error', () => undefined)
  const answered = new Promise<number | undefined>((resolve) =>
    sending.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    }),
  )
  const piece = 'x'.repeat(65_536)
  for (let sent = 0; sent < 10_485_760; sent += piece.length) sending.write(piece)
  sending.end()
  expect(await answered).toBe(413)
  sending.destroy()
  const reading = ask(api).then(readAnswer)
  await provider.asked()
  provider.finish()
  expect((await reading).types).toContain('finish')
})

test('leaves the global Request and Response alone', async () => {
  const before = [globalThis.Request, globalThis.Response]
  await setUp()
  expect([globalThis.Request, globalThis.Response]).toEqual(before)
})

test('a stream whose length is known, one that was fetched, and one without a body go out as they are', async () => {
  const words = 'data: hello\n\n'
  const type = { 'content-type': 'text/event-stream' }
  const origin = await serveRoute(() => Promise.resolve(new Response(words, { headers: type })))
  const responses = [
    () =>
      Promise.resolve(
        new Response(words, { headers: { ...type, 'content-length': String(words.length) } }),
      ),
    () => fetch(origin),
    () => Promise.resolve(new Response(null, { status: 204, headers: type })),
  ]
  const bodies: string[] = []
  for (const make of responses) {
    const response = await fetch(await serveRoute(make))
    expect(response.ok).toBe(true)
    bodies.push(await response.text())
  }
  expect(bodies).toEqual([words, words, ''])
})
