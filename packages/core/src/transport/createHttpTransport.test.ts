import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ChatError, encode, endOfStream, type Frame, type Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { afterEach, expect, test } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import { createHttpTransport } from './createHttpTransport.ts'
import type { SendRequest } from './Transport.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server on loopback that answers as told and remembers what it was asked. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{
  readonly api: string
  readonly asked: {
    url: string
    method: string
    headers: IncomingMessage['headers']
    body: string
  }[]
}> {
  const asked: {
    url: string
    method: string
    headers: IncomingMessage['headers']
    body: string
  }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const { url = '', method = '', headers } = request
      asked.push({ url, method, headers, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/chat`, asked }
}

const question: Message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }
const request: SendRequest = {
  chatId: 'chat/1',
  runId: 'run-1',
  messages: [question],
  trigger: 'submit-message',
}
const signal = new AbortController().signal

async function framesOf(frames: AsyncIterable<readonly Frame[]>): Promise<Frame[]> {
  const all: Frame[] = []
  for await (const read of frames) all.push(...read)
  return all
}

function stream(response: ServerResponse): ServerResponse {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'x-millrace-stream': 'stream-1',
  })
  return response
}

test("sends the AI SDK's body with the run id as idempotency key, and reads numbered frames", async () => {
  const { api, asked } = await serving((_, response) => {
    stream(response)
    response.end(
      encode(0, { type: 'start' }) +
        encode(1, { type: 'text-delta', id: '0', delta: 'é😀' }) +
        encode(2, endOfStream),
    )
  })
  const transport = createHttpTransport({ api, body: { app: 1 } })
  const { streamId, frames } = await transport.send(
    { ...request, body: { extra: true } },
    { signal },
  )
  expect(streamId).toBe('stream-1')
  expect(await framesOf(frames)).toEqual([
    { n: 0, chunk: { type: 'start' } },
    { n: 1, chunk: { type: 'text-delta', id: '0', delta: 'é😀' } },
    { n: 2, chunk: { type: '[DONE]' } },
  ])
  expect(asked[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'run-1',
  })
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
    app: 1,
    extra: true,
    id: 'chat/1',
    messages: [question],
    trigger: 'submit-message',
  })
})

test('where the route keeps the history only the last message goes out, and which one it follows', async () => {
  const { api, asked } = await serving((_, response) => void stream(response).end())
  const transport = createHttpTransport({ api, history: true, body: { app: 1 } })
  expect(transport.sends).toBe('last')
  const answer: Message = { id: 'a', role: 'assistant', parts: [] }
  await transport.send({ ...request, body: { extra: true } }, { signal })
  await transport.send({ ...request, messages: [question, answer], continues: 'a' }, { signal })
  await transport.send(
    {
      ...request,
      messages: [question, answer, { ...question, id: 'q2' }],
      trigger: 'regenerate-message',
      messageId: 'a2',
    },
    { signal },
  )
  const common = { app: 1, id: 'chat/1' }
  expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { ...common, extra: true, message: question, parentId: null, trigger: 'submit-message' },
    { ...common, message: answer, parentId: 'q', trigger: 'submit-message', continues: 'a' },
    {
      ...common,
      message: { ...question, id: 'q2' },
      parentId: 'a',
      trigger: 'regenerate-message',
      messageId: 'a2',
    },
  ])
})

test('asks headers anew for send, resume and stop', async () => {
  const { api, asked } = await serving((_, response) => void stream(response).end())
  let turn = 0
  const transport = createHttpTransport({
    api: `${api}?tenant=a`,
    headers: () => ({ authorization: `Bearer ${turn++}` }),
  })
  await transport.send(request, { signal })
  await transport.resume({ chatId: 'chat/1', streamId: 's&1', after: 7 }, { signal })
  await transport.stop({ chatId: 'chat/1', runId: 'run-1' })
  expect(asked.map(({ method, url, headers }) => [method, url, headers.authorization])).toEqual([
    ['POST', '/api/chat?tenant=a', 'Bearer 0'],
    ['GET', '/api/chat/chat%2F1/stream?tenant=a&stream=s%261', 'Bearer 1'],
    ['DELETE', '/api/chat/chat%2F1/stream?tenant=a&run=run-1', 'Bearer 2'],
  ])
  expect(asked[1]?.headers['last-event-id']).toBe('7')
})

test('204 means that nothing runs', async () => {
  const { api } = await serving((_, response) => response.writeHead(204).end())
  const transport = createHttpTransport({ api })
  expect(await transport.resume({ chatId: 'c' }, { signal })).toBeUndefined()
})

test('a status other than 2xx is an error with our code, or the one the status stands for', async () => {
  const { api } = await serving((asked, response) => {
    const status = Number(asked.headers['x-status'])
    const ours = status === 409
    response.writeHead(status, { 'content-type': ours ? 'application/json' : 'text/html' })
    response.end(
      ours
        ? '{"error":{"code":"busy","message":"One at a time.","retryable":true,"retryAfterMs":5}}'
        : '<h1>sk-proj-secret</h1>',
    )
  })
  const failing = async (status: number): Promise<ChatError> => {
    const transport = createHttpTransport({ api, headers: { 'x-status': String(status) } })
    return await transport.send(request, { signal }).then(
      () => expect.unreachable(),
      (error: ChatError) => error,
    )
  }
  expect((await failing(409)).info).toEqual({
    code: 'busy',
    message: 'One at a time.',
    retryable: true,
    retryAfterMs: 5,
    status: 409,
  })
  expect(await failing(429)).toMatchObject({ code: 'rate_limit', retryable: true })
  expect(await failing(413)).toMatchObject({ code: 'too_large', retryable: false })
  expect(await failing(500)).toMatchObject({ code: 'server_error', retryable: true })
  expect((await failing(401)).message).not.toContain('secret')
})

test('200 and HTML is not an answer: a captive portal (T-10)', async () => {
  const { api } = await serving((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('data: {"type":"start"}\n\n')
  })
  await expect(createHttpTransport({ api }).send(request, { signal })).rejects.toMatchObject({
    code: 'not_a_stream',
    message: 'The server answered with text/html, not a stream.',
  })
})

test('a server that cannot be reached is a network error that may pass', async () => {
  const transport = createHttpTransport({ api: 'http://127.0.0.1:9/api/chat' })
  await expect(transport.send(request, { signal })).rejects.toMatchObject({
    code: 'network',
    retryable: true,
  })
})

test('a body that breaks off keeps what came and is a network error (T-16)', async () => {
  const { api } = await serving((_, response) => {
    stream(response).write(encode(0, { type: 'start' }))
    setImmediate(() => response.destroy())
  })
  const { frames } = await createHttpTransport({ api }).send(request, { signal })
  const seen: Frame[] = []
  const reading = (async () => {
    for await (const read of frames) seen.push(...read)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'network' })
  expect(seen).toEqual([{ n: 0, chunk: { type: 'start' } }])
})

test('garbage is one clear error after the good events of the same read (T-09)', async () => {
  const { api } = await serving((_, response) => {
    stream(response).end(
      `${encode(0, { type: 'start' })}id: 1\ndata: {oops\n\n${encode(2, { type: 'start-step' })}`,
    )
  })
  const { frames } = await createHttpTransport({ api }).send(request, { signal })
  const seen: Frame[] = []
  const reading = (async () => {
    for await (const read of frames) seen.push(...read)
  })()
  await expect(reading).rejects.toMatchObject({ code: 'bad_event' })
  expect(seen).toEqual([{ n: 0, chunk: { type: 'start' } }])
})

test('an event over the limit ends the reading (T-04)', async () => {
  const { api } = await serving((_, response) => {
    stream(response).end(`data: ${'x'.repeat(3000)}\n\n`)
  })
  const transport = createHttpTransport({ api, maxEventBytes: 1000 })
  const { frames } = await transport.send(request, { signal })
  await expect(framesOf(frames)).rejects.toMatchObject({ code: 'too_large' })
})

test("a server's wish for the reconnect delay is not obeyed: ours has its own bounds (T-06)", async () => {
  let turn = 0
  const { api, asked } = await serving((_, response) => {
    stream(response)
    if (turn++ === 0)
      response.end(`retry: 99999999999\n\nretry: 0\n\n${encode(0, { type: 'start' })}`)
    else
      response.end(encode(1, { type: 'text-delta', id: '0', delta: 'ok' }) + encode(2, endOfStream))
  })
  const waits: number[] = []
  const chat = createChat({
    transport: createHttpTransport({ api }),
    random: () => 0.5,
    clock: {
      now: () => 0,
      schedule(task, delayMs) {
        // How patient its reader is, a chat measures beside that: no time goes by here.
        if (delayMs >= 5000) return () => undefined
        waits.push(delayMs)
        queueMicrotask(task)
        return () => undefined
      },
    },
  })
  await chat.sendMessage('Hi')
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET'])
  // The first wait is the reconnect's, by full jitter of 500 ms; the rest are the screen's.
  expect(waits[0]).toBe(250)
  expect(Math.max(...waits)).toBe(250)
})

test('stopping closes the connection and is an outcome, not a network error (T-23)', async () => {
  let closed: (() => void) | undefined
  const gone = new Promise<void>((resolve) => (closed = resolve))
  const { api } = await serving((_, response) => {
    response.on('close', () => closed?.())
    stream(response).write(encode(0, { type: 'start' }))
  })
  const controller = new AbortController()
  const { frames } = await createHttpTransport({ api }).send(request, { signal: controller.signal })
  const reading = framesOf(frames)
  controller.abort()
  await expect(reading).rejects.toMatchObject({ code: 'aborted' })
  await gone
})

test('a connection that brings no byte for 45 s is lost; heartbeats keep it (T-13, T-44)', async () => {
  const clock = manualClock()
  let write: ((text: string) => void) | undefined
  const { api } = await serving((_, response) => {
    write = (text) => response.write(text)
    stream(response).write(encode(0, { type: 'start' }))
  })
  let reads: (() => void) | undefined
  const transport = createHttpTransport({ api, clock })
  const { frames } = await transport.send(request, { signal })
  const first = new Promise<void>((resolve) => (reads = resolve))
  const reading = (async () => {
    for await (const read of frames) if (read.length > 0) reads?.()
  })()
  await first
  await clock.advance(44_000)
  expect(transport.isNumbered()).toBe(true)
  const second = new Promise<void>((resolve) => (reads = resolve))
  write?.(`: heartbeat\n\n${encode(1, { type: 'start-step' })}`)
  await second
  await clock.advance(44_000)
  expect(clock.pending).toBe(1)
  const lost = expect(reading).rejects.toMatchObject({ code: 'network', retryable: true })
  await clock.advance(1000)
  await lost
  expect(clock.pending).toBe(0)
})
