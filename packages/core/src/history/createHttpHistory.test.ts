import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChatError, Message } from '@millrace/protocol'
import { afterEach, expect, test } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import type { HistoryPage } from './ChatHistory.ts'
import { createHttpHistory, type HttpHistoryOptions } from './createHttpHistory.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A server on loopback that answers as told. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly api: string; readonly asked: readonly IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/chat`, asked }
}

/** One that answers everything like this. */
function answering(status: number, contentType: string, body: string): ReturnType<typeof serving> {
  return serving((_, response) => {
    response.writeHead(status, { 'content-type': contentType }).end(body)
  })
}

const signal = new AbortController().signal

function load(options: HttpHistoryOptions, before?: string): Promise<HistoryPage> {
  return createHttpHistory(options).load({ chatId: 'chat', before, limit: 50, signal })
}

function failing(options: HttpHistoryOptions): Promise<ChatError> {
  return load(options).then(
    () => expect.unreachable(),
    (error: ChatError) => error,
  )
}

const question: Message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'é😀' }] }
const page = JSON.stringify({ messages: [question], more: true })
const json = 'application/json; charset=utf-8'

test('reads a page of what the route keeps, in any pieces', async () => {
  const { api } = await serving((_, response) => {
    response.writeHead(200, { 'content-type': json })
    const bytes = Buffer.from(page)
    // In the middle of a character.
    const cut = bytes.indexOf(0xf0) + 2
    response.write(bytes.subarray(0, cut))
    setImmediate(() => response.end(bytes.subarray(cut)))
  })
  expect(await load({ api })).toEqual({ messages: [question], more: true })
})

test('names the chat and the message that are wanted, whatever is in their ids', async () => {
  const { api, asked } = await answering(200, json, page)
  const history = createHttpHistory({ api: `${api}/?tenant=a&limit=7`, limit: 20 })
  expect(history.limit).toBe(20)
  await history.load({ chatId: 'chat/1?é', before: 'a&b=c#d', limit: 20, signal })
  await history.load({ chatId: 'b', before: undefined, limit: 5, signal })
  expect(asked.map(({ method, url }) => [method, url])).toEqual([
    ['GET', '/api/chat/chat%2F1%3F%C3%A9/messages?tenant=a&limit=20&before=a%26b%3Dc%23d'],
    ['GET', '/api/chat/b/messages?tenant=a&limit=5'],
  ])
})

test('asks headers and credentials anew for each page', async () => {
  const { api, asked } = await answering(200, json, page)
  let turn = 0
  const credentials: (RequestCredentials | undefined)[] = []
  const options: HttpHistoryOptions = {
    api,
    headers: async () => ({ authorization: `Bearer ${turn++}` }),
    credentials: () => 'include',
    fetch(url, init) {
      credentials.push(init?.credentials)
      return fetch(url, init)
    },
  }
  const history = createHttpHistory(options)
  for (const before of [undefined, 'q']) {
    await history.load({ chatId: 'chat', before, limit: 50, signal })
  }
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer 0', 'Bearer 1'])
  expect(credentials).toEqual(['include', 'include'])
})

test('what nobody wants any more is taken back, before its headers and after', async () => {
  for (const begun of [false, true]) {
    let asked: (() => void) | undefined
    let closed: (() => void) | undefined
    const arrived = new Promise<void>((resolve) => (asked = resolve))
    const gone = new Promise<void>((resolve) => (closed = resolve))
    const { api } = await serving((_, response) => {
      response.on('close', () => closed?.())
      if (begun) response.writeHead(200, { 'content-type': json }).write(page.slice(0, 20))
      setImmediate(() => asked?.())
    })
    const controller = new AbortController()
    const loading = createHttpHistory({ api }).load({
      chatId: 'chat',
      before: undefined,
      limit: 50,
      signal: controller.signal,
    })
    await arrived
    controller.abort()
    await expect(loading).rejects.toMatchObject({ code: 'aborted' })
    await gone
  }
})

test('404 says that nothing is kept', async () => {
  const { api } = await answering(
    404,
    json,
    '{"error":{"code":"not_found","message":"","retryable":false}}',
  )
  expect(await load({ api })).toEqual({ messages: [], more: false })
})

test('any other status is an error with our code, or the one the status stands for, and none of its text', async () => {
  const ours = '{"error":{"code":"permission","message":"Not yours.","retryable":false}}'
  const refused = await answering(403, json, ours)
  expect((await failing(refused)).info).toEqual({
    code: 'permission',
    message: 'Not yours.',
    retryable: false,
    status: 403,
  })
  const broken = await failing(await answering(500, 'text/html', '<h1>sk-proj-secret</h1>'))
  expect(broken).toMatchObject({ code: 'server_error', retryable: true, status: 500 })
  expect(broken.message).not.toContain('secret')
})

test('a page of a captive portal is no page of a history, also where it looks like one (T-10)', async () => {
  const error = await failing(await answering(200, 'text/html', page))
  expect(error).toMatchObject({
    code: 'bad_event',
    message: 'The server answered with text/html, not with messages.',
  })
})

test.each([
  ['cut off', page.slice(0, -5)],
  ['nothing', ''],
  ['no JSON', 'messages'],
])('a page that is %s is a failure', async (_, body) => {
  expect(await failing(await answering(200, json, body))).toMatchObject({ code: 'bad_event' })
})

test('a page that breaks off is a connection that was lost', async () => {
  const { api } = await serving((_, response) => {
    response.writeHead(200, { 'content-type': json }).write(page.slice(0, 20))
    setImmediate(() => response.destroy())
  })
  expect(await failing({ api })).toMatchObject({ code: 'network', retryable: true })
})

test('a page without an end is read up to the limit (T-53)', async () => {
  let closed: (() => void) | undefined
  const gone = new Promise<void>((resolve) => (closed = resolve))
  const { api } = await serving((_, response) => {
    response.on('close', () => closed?.())
    response.writeHead(200, { 'content-type': json })
    const drip = (): void => {
      while (!response.destroyed && response.write(' '.repeat(10_000)));
    }
    response.on('drain', drip)
    drip()
  })
  expect(await failing({ api, maxPageBytes: 100_000 })).toMatchObject({ code: 'too_large' })
  await gone
})

test('a server that cannot be reached is a network error that may pass', async () => {
  const error = await failing({ api: 'http://127.0.0.1:9/api/chat' })
  expect(error).toMatchObject({ code: 'network', retryable: true })
})

test('a chat takes what it brings for what it is, and what is no page for a failure (T-53)', async () => {
  let body = '[1, 2]'
  const { api } = await serving((_, response) => {
    response.writeHead(200, { 'content-type': json }).end(body)
  })
  const chat = createChat({
    id: 'chat',
    transport: createHttpTransport({ api, history: true }),
    history: createHttpHistory({ api }),
  })
  await chat.loadEarlier()
  expect(chat.getState().earlier).toMatchObject({ status: 'failed', error: { code: 'bad_event' } })
  body = JSON.stringify({ messages: [null, question, { id: 'x' }] })
  await chat.loadEarlier()
  expect(chat.getState()).toMatchObject({ messages: [question], earlier: { status: 'none' } })
})
