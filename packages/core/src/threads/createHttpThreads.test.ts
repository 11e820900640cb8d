import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createHttpThreads } from './createHttpThreads.ts'
import { threadsInHand } from './fixtures/threadsInHand.ts'
import type { StoredThread } from './Thread.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Asked {
  readonly call: string
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

/** A server on loopback that answers as told. */
async function serving(
  answer: (call: string, response: ServerResponse) => void,
): Promise<{ readonly api: string; readonly asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    const call = `${request.method} ${request.url}`
    asked.push({ call, body, headers: request.headers })
    answer(call, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/chat`, asked }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const signal = new AbortController().signal

function thread(id: string, facts: Partial<StoredThread> = {}): StoredThread {
  return { id, renamed: false, pinned: false, createdAt: 1, updatedAt: 2, ...facts }
}

test('lists the chats of a route, page by page', async () => {
  const { api, asked } = await serving((call, response) => {
    const chats = call.includes('after')
      ? [{ id: 'c', updatedAt: 1 }]
      : [
          { id: 'a', title: 'Bees', pinned: true, createdAt: 5, updatedAt: 9 },
          { id: 'b/?', updatedAt: 8 },
          7,
        ]
    json(response, 200, { chats, more: !call.includes('after') })
  })
  const storage = createHttpThreads({
    api: `${api}/?tenant=a`,
    headers: { authorization: 'Bearer x' },
  })
  const hand = threadsInHand({ storage })
  await hand.threads.load()
  await hand.threads.loadMore()
  expect(hand.threads.getState()).toMatchObject({
    status: { status: 'ready' },
    more: { status: 'none' },
    threads: [
      { id: 'a', title: 'Bees', pinned: true, createdAt: 5, updatedAt: 9 },
      { id: 'b/?', pinned: false, createdAt: 8, updatedAt: 8 },
      { id: 'c' },
    ],
  })
  expect(asked.map(({ call }) => call)).toEqual([
    'GET /api/chat/chats?tenant=a&limit=50',
    'GET /api/chat/chats?tenant=a&after=b%2F%3F&limit=50',
  ])
  expect(asked[0]?.headers.authorization).toBe('Bearer x')
})

test('sends what was changed, and nothing where nothing was', async () => {
  const { api, asked } = await serving((call, response) => {
    if (call.startsWith('GET')) {
      json(response, 200, { chats: [{ id: 'a', title: 'Bees', updatedAt: 1 }], more: false })
    } else json(response, 200, { id: 'a', updatedAt: 1 })
  })
  const storage = createHttpThreads({ api })
  await storage.list({ after: undefined, limit: 50, signal })
  await storage.save(thread('a', { title: 'Bees', updatedAt: 99 }))
  await storage.save(thread('a', { title: 'Hives', updatedAt: 100 }))
  await storage.save(thread('a', { title: 'Hives', pinned: true }))
  await storage.save(thread('a', { pinned: true }))
  await storage.save(thread('new/1'))
  await storage.save(thread('new/1', { title: 'New' }))
  expect(asked.slice(1).map(({ call, body }) => [call, body])).toEqual([
    ['PATCH /api/chat/a', '{"title":"Hives"}'],
    ['PATCH /api/chat/a', '{"pinned":true}'],
    ['PATCH /api/chat/a', '{"title":null}'],
    ['PATCH /api/chat/new%2F1', '{"title":"New"}'],
  ])
  expect(asked[1]?.headers['content-type']).toBe('application/json')
})

test('deletes, and one that is not there is as good', async () => {
  const statuses = [204, 404, 500]
  const { api, asked } = await serving((_, response) => {
    response.writeHead(statuses.shift() ?? 204).end()
  })
  const storage = createHttpThreads({ api })
  await storage.remove('a b')
  await storage.remove('gone')
  await expect(storage.remove('c')).rejects.toMatchObject({ code: 'server_error', retryable: true })
  expect(asked.map(({ call }) => call)).toEqual([
    'DELETE /api/chat/a%20b',
    'DELETE /api/chat/gone',
    'DELETE /api/chat/c',
  ])
})

test('an id that would lead elsewhere asks nothing', async () => {
  const { api, asked } = await serving((_, response) => response.writeHead(204).end())
  const storage = createHttpThreads({ api })
  for (const id of ['.', '..']) {
    await expect(storage.remove(id)).rejects.toMatchObject({ code: 'invalid_id', retryable: false })
    await expect(storage.save(thread(id, { title: 'x' }))).rejects.toMatchObject({
      code: 'invalid_id',
    })
  }
  for (const id of ['%2e%2e', '%2E.', '...', '../chats']) await storage.remove(id)
  expect(asked.map(({ call }) => call)).toEqual([
    'DELETE /api/chat/%252e%252e',
    'DELETE /api/chat/%252E.',
    'DELETE /api/chat/...',
    'DELETE /api/chat/..%2Fchats',
  ])
})

test('what was not taken is sent again', async () => {
  const statuses = [503, 200]
  const { api, asked } = await serving((_, response) => json(response, statuses.shift() ?? 200, {}))
  const storage = createHttpThreads({ api })
  await expect(storage.save(thread('a', { title: 'x' }))).rejects.toMatchObject({ status: 503 })
  await storage.save(thread('a', { title: 'x' }))
  expect(asked.map(({ body }) => body)).toEqual(['{"title":"x"}', '{"title":"x"}'])
})

test.each([
  ['a captive portal (T-10)', 'text/html', '<h1>Sign in</h1>', 'bad_event'],
  ['no JSON', 'application/json', '{"chats":[', 'bad_event'],
  ['no page', 'application/json', 'null', 'bad_event'],
  ['a list that is none', 'application/json', '{"chats":{"0":1}}', 'bad_event'],
  ['a page without an end (T-53)', 'application/json', ' '.repeat(5000), 'too_large'],
])('a list that is %s is a failure', async (_, contentType, body, code) => {
  const { api } = await serving((_call, response) => {
    response.writeHead(200, { 'content-type': contentType }).end(body)
  })
  const hand = threadsInHand({ storage: createHttpThreads({ api, maxPageBytes: 1000 }) })
  await hand.threads.load()
  expect(hand.threads.getState().status).toMatchObject({ status: 'failed', error: { code } })
})

test('a list that nobody waits for is taken back', async () => {
  let arrived: (() => void) | undefined
  let closed: (() => void) | undefined
  const asked = new Promise<void>((resolve) => (arrived = resolve))
  const gone = new Promise<void>((resolve) => (closed = resolve))
  const { api } = await serving((_, response) => {
    response.on('close', () => closed?.())
    arrived?.()
  })
  const hand = threadsInHand({ storage: createHttpThreads({ api }) })
  const loading = hand.threads.load()
  await asked
  hand.threads.close()
  await gone
  await loading
  expect(hand.threads.getState().status).toEqual({ status: 'idle' })
})
