import { type ManualClock, manualClock } from '@millrace/protocol/testing'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { ask, question } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { History } from '../history/History.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import type { RedisClient } from '../store/redis/RedisClient.ts'
import { redisStore } from '../store/redisStore.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

const clients = [0, 1].map(() => createClient({ url: inject('redisUrl') }))
beforeAll(async () => void (await Promise.all(clients.map((client) => client.connect()))))
afterAll(() => clients.forEach((client) => client.destroy()))

type Client = (typeof clients)[number]

/** What Redis was asked and has not answered yet. */
const inFlight = new Set<Promise<unknown>>()

function heard(client: Client): RedisClient {
  return {
    sendCommand(args) {
      const reply = client.sendCommand(args)
      inFlight.add(reply)
      void reply.catch(() => undefined).then(() => inFlight.delete(reply))
      return reply
    },
  }
}

let prefixes = 0

/** Two nodes of one route: each with a provider, a connection and an address of its own. */
async function twoNodes(options: Partial<ChatRouteOptions> = {}) {
  const prefix = `nodes-${process.pid}-${prefixes++}`
  const node = async (at: number) => {
    const provider = handFedProvider()
    const logger = recordingLogger()
    const store = redisStore(heard(clients[at] as Client), { prefix, leaseMs: 60_000 })
    const route = createChatRoute({ providers: [provider], logger, store, ...options })
    return { provider, logger, route, prefix, api: await serveRoute(route) }
  }
  return [await node(0), await node(1)] as const
}

function streamOf(response: Response): string {
  return response.headers.get('x-millrace-stream') ?? ''
}

/** Lets time go by, but never while Redis has yet to answer: how late it is, is not told by this clock. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 50) {
    await clock.advance(50)
    while (inFlight.size > 0) await Promise.allSettled(inFlight)
  }
}

describe('two nodes with one Redis', () => {
  test('an answer that was begun on one is resumed on the other, with no seam', async () => {
    const [a, b] = await twoNodes()
    const response = await ask(a.api, { runId: 'r' })
    const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
    await a.provider.asked()
    for (const word of ['one ', 'two ', 'three ']) a.provider.say(word)
    await readUntil(reader, 'three')
    const first = await fetch(`${b.api}/chat-1/stream?stream=${streamOf(response)}`)
    const later = await fetch(`${b.api}/chat-1/stream?run=r`, { headers: { 'last-event-id': '3' } })
    a.provider.say('four')
    a.provider.finish()
    const whole = await readAnswer(first)
    expect(whole.text).toBe('one two three four')
    expect(whole.types.at(-1)).toBe('[DONE]')
    expect(whole.numbers).toEqual(whole.numbers.map((_, index) => index))
    const rest = await readAnswer(later)
    expect(rest.numbers[0]).toBe(4)
    expect(rest.chunks).toEqual(whole.chunks.slice(4))
    const again = await fetch(`${b.api}/chat-1/stream?stream=${streamOf(response)}`)
    expect((await readAnswer(again)).chunks).toEqual(whole.chunks)
  })

  test('the same question on both is asked once', async () => {
    const [a, b] = await twoNodes()
    const first = ask(a.api, { runId: 'r' }).then(readAnswer)
    await a.provider.asked()
    const second = ask(b.api, { runId: 'r' }).then(readAnswer)
    const other = await ask(b.api, { runId: 'r', text: 'Something else' })
    expect(other.status).toBe(409)
    a.provider.say('Once.')
    a.provider.finish()
    expect((await first).text).toBe('Once.')
    expect((await second).chunks).toEqual((await first).chunks)
    expect(b.provider.requests).toHaveLength(0)
  })

  test('one answer runs per chat, wherever; another chat is free', async () => {
    const [a, b] = await twoNodes()
    const first = ask(a.api, { runId: 'r1' }).then(readAnswer)
    await a.provider.asked()
    expect((await ask(b.api, { runId: 'r2' })).status).toBe(409)
    const free = ask(b.api, { runId: 'r3', chatId: 'chat-2' }).then(readAnswer)
    await b.provider.asked()
    b.provider.finish()
    await free
    a.provider.finish()
    await first
    const next = ask(b.api, { runId: 'r4' }).then(readAnswer)
    await b.provider.asked(2)
    b.provider.finish()
    expect((await next).types).toContain('finish')
  })

  test('a stock client’s next question takes the place of its answer on the other node', async () => {
    const [a, b] = await twoNodes({ resumable: 'always' })
    const first = ask(a.api).then(readAnswer)
    await a.provider.asked()
    a.provider.say('Half')
    const second = ask(b.api, { text: 'Something else' }).then(readAnswer)
    expect((await first).types).toContain('abort')
    await b.provider.asked()
    b.provider.say('Whole')
    b.provider.finish()
    expect((await second).text).toBe('Whole')
  })

  test('a stop reaches the other node, and tells what was used', async () => {
    const [a, b] = await twoNodes()
    const response = await ask(a.api, { runId: 'r' })
    const answer = readAnswer(response)
    await a.provider.asked()
    a.provider.say('Half')
    const stopped = await fetch(`${b.api}/chat-1/stream?stream=${streamOf(response)}`, {
      method: 'DELETE',
    })
    expect(stopped.status).toBe(200)
    expect(await stopped.json()).toMatchObject({ millrace: { status: 'stopped' } })
    expect((await answer).types).toContain('abort')
    expect(a.provider.open).toBe(0)
  })

  test('a stop that overtakes its question does so on another node too', async () => {
    const [a, b] = await twoNodes()
    await fetch(`${b.api}/chat-1/stream?run=late`, { method: 'DELETE' })
    expect((await readAnswer(await ask(a.api, { runId: 'late' }))).types).toContain('abort')
    expect(a.provider.requests).toHaveLength(0)
  })

  test('another owner finds nothing there (T-29, T-94)', async () => {
    const identify = (request: Request) => ({ user: request.headers.get('test-user') ?? '' })
    const [a, b] = await twoNodes({ identify })
    const response = await ask(a.api, { runId: 'r', headers: { 'test-user': 'u1' } })
    await a.provider.asked()
    const headers = { 'test-user': 'u2' }
    const names = [`stream=${streamOf(response)}`, 'run=r']
    for (const name of names) {
      expect((await fetch(`${b.api}/chat-1/stream?${name}`, { headers })).status).toBe(404)
    }
    await fetch(`${b.api}/chat-1/stream?stream=${streamOf(response)}`, {
      method: 'DELETE',
      headers,
    })
    a.provider.say('Mine.')
    a.provider.finish()
    expect((await readAnswer(response)).text).toBe('Mine.')
  })

  test.each([true, false])(
    'an answer whose own reader left goes on for a reader on the other node (%s), else it is given up',
    async (isRead) => {
      const clock = manualClock()
      const [a, b] = await twoNodes({ detachMs: 1500, clock })
      const left = await a.route(question(a.api, { runId: 'r' }))
      await a.provider.asked()
      const stream = `${b.api}/chat-1/stream?stream=${streamOf(left)}`
      const reading = isRead ? await fetch(stream) : undefined
      await left.body?.cancel()
      a.provider.say('Still ')
      await pass(clock, 2500)
      a.provider.say('here.')
      a.provider.finish()
      await pass(clock, 500)
      const { text, types } = await readAnswer(await fetch(stream))
      expect([text, types.includes('error')]).toEqual(
        isRead ? ['Still here.', false] : ['Still ', true],
      )
      if (reading !== undefined) expect((await readAnswer(reading)).text).toBe('Still here.')
    },
  )

  test('a conversation that is removed on one takes the answer with it that is written on the other', async () => {
    const history = memoryHistory()
    const save = vi.spyOn(history, 'save')
    const [a, b] = await twoNodes({ history })
    const answer = ask(a.api, { runId: 'r' }).then(readAnswer)
    await a.provider.asked()
    a.provider.say('Half')
    expect((await fetch(`${b.api}/chat-1`, { method: 'DELETE' })).status).toBe(204)
    expect((await answer).types.slice(-2)).toEqual(['abort', '[DONE]'])
    expect(a.provider.open).toBe(0)
    // The question.
    expect(save).toHaveBeenCalledTimes(1)
    expect(await history.list({}, { limit: 1 })).toEqual({ chats: [], more: false })
    const anew = ask(b.api, { runId: 'r2' }).then(readAnswer)
    await b.provider.asked()
    b.provider.finish()
    await anew
    expect((await history.list({}, { limit: 1 })).chats).toHaveLength(1)
  })

  test.each([
    ['runs', false],
    ['was stopped and is about to end', true],
  ])(
    'what could not be kept of an answer that %s on one does not bring back what is removed on the other (T-95)',
    async (_, isStopped) => {
      const clock = manualClock()
      const inner = memoryHistory({ clock })
      let isDown = true
      const save = vi.fn<History['save']>((...saved) =>
        isDown ? Promise.reject(new Error('disk full')) : inner.save(...saved),
      )
      // The end of the one that was stopped is being kept until its removal is known.
      let letGo: (() => void) | undefined
      const held: History['save'] = async (chat, messages) => {
        const isFirst = isStopped && messages.length > 1 && letGo === undefined
        if (isFirst) await new Promise<void>((resolve) => (letGo = resolve))
        await save(chat, messages)
      }
      const [a, b] = await twoNodes({ history: { ...inner, save: held }, clock, canned: false })
      const response = await ask(a.api, { runId: 'r' })
      const answer = readAnswer(response)
      await a.provider.asked()
      a.provider.say('Half')
      await pass(clock, 200)
      const stream = streamOf(response)
      const stopping = isStopped
        ? fetch(`${a.api}/chat-1/stream?stream=${stream}`, { method: 'DELETE' })
        : undefined
      if (isStopped) await vi.waitFor(() => expect(letGo).toBeDefined(), 10_000)
      let status: number | undefined
      void fetch(`${b.api}/chat-1`, { method: 'DELETE' }).then((removed) => ({ status } = removed))
      await vi.waitFor(async () => {
        await pass(clock, 50)
        expect(await clients[0]?.hGet(`{${a.prefix}}:run:${stream}`, 'stop')).toBe('removed')
      }, 10_000)
      await pass(clock, 2000)
      letGo?.()
      await vi.waitFor(async () => {
        await pass(clock, 50)
        expect(status).toBe(204)
      }, 10_000)
      expect((await answer).types).toContain('abort')
      await stopping
      isDown = false
      save.mockClear()
      await pass(clock, 120_000)
      expect(save).not.toHaveBeenCalled()
      expect(await inner.list({}, { limit: 1 })).toEqual({ chats: [], more: false })
    },
  )

  test.each([true, false])(
    'a node that was taken for dead stops its model, and keeps nothing where the conversation was removed (%s)',
    async (isRemoved) => {
      const history = memoryHistory()
      const [a, b] = await twoNodes({ history })
      const response = await ask(a.api, { runId: 'r' })
      const answer = readAnswer(response)
      await a.provider.asked()
      a.provider.say('Half')
      const stream = `chat-1/stream?stream=${streamOf(response)}`
      const seen = await fetch(`${b.api}/${stream}`)
      const reader = (seen.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
      await readUntil(reader, 'Half')
      await reader.cancel()
      // What it writes tells that it lives: all of that is there.
      while (inFlight.size > 0) await Promise.allSettled(inFlight)
      await vi.waitFor(async () => {
        // It sleeps, and its lease runs out.
        await clients[0]?.del(`{${a.prefix}}:alive:${streamOf(response)}`)
        if (isRemoved) await fetch(`${b.api}/chat-1`, { method: 'DELETE' })
        else await readAnswer(await fetch(`${b.api}/${stream}`))
        expect(await clients[0]?.hGet(`{${a.prefix}}:run:${streamOf(response)}`, 'ended')).toBe('1')
      }, 10_000)
      await a.provider.idle()
      expect((await answer).types.at(-1)).toBe('[DONE]')
      // Its reader sees the end that the other node wrote, before this one has put away what it kept.
      await a.route.close()
      await vi.waitFor(async () => {
        const { chats } = await history.list({}, { limit: 1 })
        expect(chats).toHaveLength(isRemoved ? 0 : 1)
      }, 10_000)
    },
  )

  test('an answer that fails before it begins leaves its chat free', async () => {
    const [a, b] = await twoNodes({ windowCap: 50, maxOutputTokens: 10 })
    const long = await ask(a.api, { runId: 'r1', text: 'word '.repeat(1000) })
    expect(long.status).toBe(413)
    const next = ask(b.api, { runId: 'r2', text: 'Hi' }).then(readAnswer)
    await b.provider.asked()
    b.provider.finish()
    expect((await next).types).toContain('finish')
  })
})

test('where Redis does not answer, answers go on alone, and health says so (T-77)', async () => {
  const provider = handFedProvider()
  const store = redisStore({ sendCommand: () => Promise.reject(new Error('connection lost')) })
  const route = createChatRoute({
    providers: [provider],
    store,
    admin: () => true,
    logger: recordingLogger(),
  })
  const api = await serveRoute(route)
  const answer = ask(api, { runId: 'r' }).then(readAnswer)
  await provider.asked()
  provider.say('Alone.')
  provider.finish()
  expect((await answer).text).toBe('Alone.')
  expect(await (await fetch(`${api}/health`)).json()).toMatchObject({
    status: 'degraded',
    store: 'failing',
  })
})

test('while Redis does not answer, what may be on another node is not gone but out of reach (T-77)', async () => {
  const store = redisStore({ sendCommand: () => Promise.reject(new Error('connection lost')) })
  const route = createChatRoute({
    providers: [handFedProvider()],
    store,
    logger: recordingLogger(),
  })
  const api = await serveRoute(route)
  for (const name of ['run=r', 'stream=s']) {
    const response = await fetch(`${api}/chat-1/stream?${name}`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'unavailable', retryable: true } })
  }
  // Who names nothing asks whether anything runs: as far as is known, nothing does.
  expect((await fetch(`${api}/chat-1/stream`)).status).toBe(204)
})

test('where Redis goes away in the middle of an answer, it is whole all the same (T-77)', async () => {
  const [client] = clients
  let broken = false
  const provider = handFedProvider()
  const store = redisStore(
    {
      sendCommand: (args) =>
        broken ? new Promise(() => undefined) : (client as Client).sendCommand(args),
    },
    { prefix: `breaks-${process.pid}` },
  )
  const route = createChatRoute({ providers: [provider], store, logger: recordingLogger() })
  const api = await serveRoute(route)
  const answer = ask(api, { runId: 'r' }).then(readAnswer)
  await provider.asked()
  provider.say('Before, ')
  await vi.waitFor(() => expect(provider.open).toBe(1))
  broken = true
  provider.say('after.')
  provider.finish()
  const { text, numbers } = await answer
  expect(text).toBe('Before, after.')
  expect(numbers).toEqual(numbers.map((_, index) => index))
})
