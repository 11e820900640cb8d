import { type Message, textOf } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { answering } from '../fixtures/answering.ts'
import { ask } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { ChatSummary, History } from '../history/History.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

async function setUp(options: Partial<ChatRouteOptions> = {}) {
  const provider = handFedProvider()
  const logger = recordingLogger()
  const history = memoryHistory()
  const route = createChatRoute({ providers: [provider], history, logger, ...options })
  return { api: await serveRoute(route), route, provider, history, logger }
}

const who = {}
const question: Message = {
  id: 'q',
  role: 'user',
  parts: [{ type: 'text', text: 'What is rain?' }],
}

/** With a conversation that is there already. */
async function setUpKept(
  options: Partial<ChatRouteOptions> = {},
  history: History = memoryHistory(),
) {
  await history.save({ id: 'chat-1', who }, [question])
  return await setUp({ history, ...options })
}

type Headers = Readonly<Record<string, string>>

function patch(api: string, change: unknown, headers: Headers = {}, chatId = 'chat-1') {
  return fetch(`${api}/${chatId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof change === 'string' ? change : JSON.stringify(change),
  })
}

function remove(api: string, headers: Headers = {}, chatId = 'chat-1') {
  return fetch(`${api}/${chatId}`, { method: 'DELETE', headers })
}

async function chatsOf(api: string, headers: Headers = {}): Promise<readonly ChatSummary[]> {
  const response = await fetch(`${api}/chats`, { headers })
  return ((await response.json()) as { readonly chats: readonly ChatSummary[] }).chats
}

async function textsOf(api: string, headers: Headers = {}): Promise<readonly string[]> {
  const response = await fetch(`${api}/chat-1/messages`, { headers })
  const { messages } = (await response.json()) as { readonly messages: readonly Message[] }
  return messages.map(textOf)
}

async function errorOf(response: Response): Promise<unknown> {
  const { error } = (await response.json()) as { readonly error: { readonly code: string } }
  return [response.status, error.code]
}

/** Time goes by, by itself. */
function ticking(clock: ReturnType<typeof manualClock>): void {
  const timer = setInterval(() => void clock.advance(500), 1)
  onTestFinished(() => clearInterval(timer))
}

describe('a conversation', () => {
  test('is called what its user calls it, and pinned, and both are listed; null takes the title back', async () => {
    const { api } = await setUpKept()
    const renamed = await patch(api, { title: ' Rain \n' })
    expect([renamed.status, renamed.headers.get('cache-control')]).toEqual([200, 'no-store'])
    const summary = { id: 'chat-1', updatedAt: expect.any(Number), createdAt: expect.any(Number) }
    expect(await renamed.json()).toEqual({ ...summary, title: 'Rain' })
    const pinned = await patch(api, { pinned: true })
    expect(await pinned.json()).toEqual({ ...summary, title: 'Rain', pinned: true })
    expect(await chatsOf(api)).toEqual([{ ...summary, title: 'Rain', pinned: true }])
    const back = await patch(api, { title: null, pinned: false })
    expect(await back.json()).toEqual({ ...summary, title: 'What is rain?' })
  })

  test('has its title back when its user leaves nothing of his own', async () => {
    const { api } = await setUpKept()
    for (const title of ['', ' \t ']) {
      await patch(api, { title: 'Rain' })
      expect(await (await patch(api, { title })).json()).toMatchObject({ title: 'What is rain?' })
    }
  })

  test('takes a title of 200 characters, however they are written, and nothing for a change', async () => {
    const { api } = await setUpKept()
    const long = await patch(api, `{"title":"${'\\u96e8'.repeat(200)}"}`)
    expect(await long.json()).toMatchObject({ title: '雨'.repeat(200) })
    const same = await patch(api, {})
    expect(await same.json()).toMatchObject({ title: '雨'.repeat(200) })
  })

  test('is changed by what may be changed: whatever else is sent is dropped (T-64, T-70)', async () => {
    const { api } = await setUpKept()
    const sent =
      '{"title":"Rain","id":"chat-2","owner":"root","updatedAt":0,"__proto__":{"pinned":true},"constructor":1}'
    expect(await (await patch(api, sent)).json()).not.toHaveProperty('pinned')
    expect((await chatsOf(api)).map(({ id, title }) => [id, title])).toEqual([['chat-1', 'Rain']])
  })

  test('that was begun this moment can be renamed while its question is still being kept', async () => {
    const inner = memoryHistory()
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    const save: History['save'] = async (...saved) => {
      await held
      await inner.save(...saved)
    }
    const identify = vi.fn(() => who)
    const { api, provider } = await setUp({ history: { ...inner, save }, identify })
    const answer = ask(api, { runId: 'r' }).then(readAnswer)
    await provider.asked()
    const renaming = patch(api, { title: 'Rain' })
    await vi.waitFor(() => expect(identify).toHaveBeenCalledTimes(2), 10_000)
    expect(await chatsOf(api)).toEqual([])
    letGo()
    expect((await renaming).status).toBe(200)
    provider.say('Water.')
    provider.finish()
    await answer
    expect(await chatsOf(api)).toMatchObject([{ id: 'chat-1', title: 'Rain' }])
  })

  test.each([
    ['a title that is a number', { title: 5 }],
    ['a title of 201 characters', { title: 'x'.repeat(201) }],
    ['a title with a NUL', { title: 'a\u0000b' }],
    ['a title of two lines', { title: 'a\nb' }],
    ['a title with an escape', { title: 'a\u001B[31m' }],
    ['a title with half a character', { title: 'a\uD83D' }],
    ['a title in a list', { title: ['Rain'] }],
    ['a pin that is a word', { pinned: 'true' }],
    ['no pin at all', { pinned: null }],
    ['a list', []],
    ['null', 'null'],
    ['what is not JSON', '{'],
  ])('%s is 400, and nothing is changed (T-64)', async (_, change) => {
    const { api } = await setUpKept()
    const before = await chatsOf(api)
    expect(await errorOf(await patch(api, change))).toEqual([400, 'invalid_request'])
    expect(await chatsOf(api)).toEqual(before)
  })

  test('what is no JSON by its type, or longer than any title, is refused (T-59, T-61)', async () => {
    const { api } = await setUpKept()
    const form = await patch(api, '{"pinned":true}', { 'content-type': 'text/plain' })
    expect(await errorOf(form)).toEqual([415, 'unsupported_media_type'])
    const long = await patch(api, { title: 'x', more: 'x'.repeat(3000) })
    expect(await errorOf(long)).toEqual([413, 'too_large'])
    expect(await chatsOf(api)).toMatchObject([{ title: 'What is rain?' }])
  })

  test('that is not there cannot be changed, and is not made by that', async () => {
    const { api } = await setUp()
    expect(await errorOf(await patch(api, { title: 'Rain' }))).toEqual([404, 'not_found'])
    expect(await chatsOf(api)).toEqual([])
  })

  test('that was removed is unknown, and to remove it again is as good', async () => {
    const { api } = await setUpKept()
    await patch(api, { title: 'Rain', pinned: true })
    for (let times = 0; times < 2; times++) {
      const removed = await remove(api)
      expect([removed.status, await removed.text()]).toEqual([204, ''])
    }
    expect(await chatsOf(api)).toEqual([])
    expect(await textsOf(api)).toEqual([])
    expect(await errorOf(await patch(api, { pinned: true }))).toEqual([404, 'not_found'])
  })

  test('that was removed is begun anew by a question under its id: the model reads nothing of the old one', async () => {
    const provider = answering([
      { type: 'text', text: 'Fine.' },
      { type: 'finish', finishReason: 'stop' },
    ])
    const { api } = await setUpKept({ providers: [provider] })
    await patch(api, { title: 'Rain', pinned: true })
    await remove(api)
    await readAnswer(await ask(api, { text: 'And snow?' }))
    expect(provider.requests[0]?.prompt).toHaveLength(1)
    const [chat, ...others] = await chatsOf(api)
    expect(others).toEqual([])
    expect(chat).toMatchObject({ title: 'And snow?' })
    expect(chat).not.toHaveProperty('pinned')
    expect(await textsOf(api)).toEqual(['And snow?', 'Fine.'])
  })

  test.each(['a/b', 'chats', 'messages', 'ä 👍', '%', '..a', "'; drop table chats"])(
    'of the id %j is changed and removed, and no other one',
    async (id) => {
      const history = memoryHistory()
      await history.save({ id, who }, [question])
      const { api } = await setUpKept({}, history)
      const name = encodeURIComponent(id)
      expect(await (await patch(api, { title: 'Rain' }, {}, name)).json()).toMatchObject({ id })
      expect((await remove(api, {}, name)).status).toBe(204)
      expect((await chatsOf(api)).map((chat) => [chat.id, chat.title])).toEqual([
        ['chat-1', 'What is rain?'],
      ])
    },
  )

  test.each(['', '/chat', '/deep/down/below'])('is found under %s/, too', async (mount) => {
    const { route } = await setUpKept()
    const at = (method: string, body?: string) =>
      route(
        new Request(`http://route${mount}/chat-1/`, {
          method,
          headers: { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body }),
        }),
      )
    expect((await at('PATCH', '{"pinned":true}')).status).toBe(200)
    expect((await at('DELETE')).status).toBe(204)
    expect((await at('PATCH', '{"pinned":true}')).status).toBe(404)
  })

  test.each(['a%00b', 'x'.repeat(257), 'a%ED%A0%80', '%E0%A4%A'])(
    'has an id that is a name: %s is refused (T-64)',
    async (id) => {
      const { api, history } = await setUp()
      const update = vi.spyOn(history, 'update')
      const removing = vi.spyOn(history, 'remove')
      expect((await patch(api, { pinned: true }, {}, id)).status).toBe(400)
      expect((await remove(api, {}, id)).status).toBe(400)
      expect(update).not.toHaveBeenCalled()
      expect(removing).not.toHaveBeenCalled()
    },
  )
})

describe('an answer that is being written in a conversation which is removed', () => {
  test('ends for its reader as one that was stopped, and nothing of it is kept', async () => {
    const clock = manualClock()
    const { api, provider, history } = await setUp({ clock })
    const save = vi.spyOn(history, 'save')
    const response = await ask(api, { runId: 'r' })
    const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
    await provider.asked()
    provider.say('Water.')
    const begun = await readUntil(reader, 'Water.')
    expect(await textsOf(api)).toEqual(['Hello'])
    expect((await remove(api)).status).toBe(204)
    const rest = await readUntil(reader, '[DONE]')
    expect(begun + rest).toContain('"type":"abort"')
    expect((await reader.read()).done).toBe(true)
    expect(provider.open).toBe(0)
    await clock.advance(120_000)
    // The question was.
    expect(save).toHaveBeenCalledTimes(1)
    expect(await history.list(who, { limit: 10 })).toEqual({ chats: [], more: false })
    expect(await textsOf(api)).toEqual([])
    expect((await fetch(`${api}/chat-1/stream`)).status).toBe(204)
  })

  test('is not brought back by what was kept of it, that arrives late', async () => {
    const inner = memoryHistory()
    const held: (() => void)[] = []
    const save: History['save'] = async (...saved) => {
      await new Promise<void>((resolve) => held.push(resolve))
      await inner.save(...saved)
    }
    const clock = manualClock()
    const { api, provider } = await setUp({ history: { ...inner, save }, clock })
    const answer = ask(api, { runId: 'r' }).then(readAnswer)
    await provider.asked()
    provider.say('Water.')
    const removing = remove(api)
    // Stopped, before the clock runs ahead of what is sent.
    await provider.idle()
    ticking(clock)
    expect((await answer).types).toContain('abort')
    // The history has not answered in all that time.
    expect((await removing).status).toBe(204)
    expect(held.length).toBeGreaterThan(0)
    for (const letGo of held) letGo()
    await vi.waitFor(async () => {
      expect(await inner.list(who, { limit: 10 })).toEqual({ chats: [], more: false })
    }, 10_000)
    expect(await textsOf(api)).toEqual([])
  })

  test('is not brought back by what could not be kept and is tried again (T-95)', async () => {
    const inner = memoryHistory()
    let broken = true
    const save = vi.fn<History['save']>(async (...saved) => {
      if (broken) throw new Error('disk full')
      await inner.save(...saved)
    })
    const clock = manualClock()
    const { api, provider } = await setUp({ history: { ...inner, save }, clock })
    const answer = ask(api, { runId: 'r' }).then(readAnswer)
    await provider.asked()
    provider.say('Water.')
    provider.finish()
    await answer
    expect(await textsOf(api)).toEqual(['Hello', 'Water.'])
    expect((await remove(api)).status).toBe(204)
    broken = false
    save.mockClear()
    await clock.advance(300_000)
    expect(save).not.toHaveBeenCalled()
    expect(await textsOf(api)).toEqual([])
  })

  test('whose end is just being kept is removed with it', async () => {
    const inner = memoryHistory()
    let letGo: (() => void) | undefined
    const save: History['save'] = async (chat, messages) => {
      if (messages.some(({ role }) => role === 'assistant')) {
        await new Promise<void>((resolve) => (letGo = resolve))
      }
      await inner.save(chat, messages)
    }
    const { api, provider } = await setUp({ history: { ...inner, save } })
    const answer = ask(api, { runId: 'r' }).then(readAnswer)
    await provider.asked()
    provider.say('Water.')
    provider.finish()
    await vi.waitFor(() => expect(letGo).toBeDefined(), 10_000)
    const removing = remove(api)
    letGo?.()
    expect((await removing).status).toBe(204)
    expect((await answer).types.at(-1)).toBe('[DONE]')
    expect(await inner.list(who, { limit: 10 })).toEqual({ chats: [], more: false })
    expect(await textsOf(api)).toEqual([])
  })

  test('whose model is still being chosen is waited for, and stopped before a word', async () => {
    let choose: (name: string) => void = () => undefined
    const chosen = new Promise<string>((resolve) => (choose = resolve))
    const selectModel = vi.fn(() => chosen)
    const slow = handFedProvider()
    const identify = vi.fn(() => who)
    const route = createChatRoute({
      models: { slow: [slow] },
      selectModel,
      identify,
      history: memoryHistory(),
      logger: recordingLogger(),
    })
    const api = await serveRoute(route)
    const answer = ask(api, { runId: 'r' }).then(readAnswer)
    await vi.waitFor(() => expect(selectModel).toHaveBeenCalled(), 10_000)
    const removing = remove(api)
    await vi.waitFor(() => expect(identify).toHaveBeenCalledTimes(2), 10_000)
    expect(await chatsOf(api)).toEqual([])
    choose('slow')
    expect((await removing).status).toBe(204)
    expect((await answer).types.slice(-2)).toEqual(['abort', '[DONE]'])
    expect(slow.open).toBe(0)
    expect(await textsOf(api)).toEqual([])
    expect(await chatsOf(api)).toEqual([])
  })

  test('of another conversation goes on', async () => {
    const { api, provider } = await setUpKept()
    const answer = ask(api, { runId: 'r', chatId: 'chat-2' }).then(readAnswer)
    await provider.asked()
    expect((await remove(api)).status).toBe(204)
    provider.say('Water.')
    provider.finish()
    expect((await answer).text).toBe('Water.')
    expect((await chatsOf(api)).map(({ id }) => id)).toEqual(['chat-2'])
  })
})

describe('two users with a conversation of one id (T-29, T-94)', () => {
  const identify = (request: Request) => {
    const user = request.headers.get('test-user')
    return user === null ? undefined : { user }
  }
  const ann = { 'test-user': 'ann' }
  const bob = { 'test-user': 'bob' }

  test('each changes and removes their own, and the answer of the other goes on (T-29, T-94)', async () => {
    const { api, provider, history } = await setUp({ identify })
    await history.save({ id: 'chat-1', who: { user: 'bob' } }, [question])
    const answer = ask(api, { runId: 'r', headers: ann }).then(readAnswer)
    await provider.asked()
    provider.say('Wa')
    expect((await patch(api, { title: 'Of Bob', pinned: true }, bob)).status).toBe(200)
    expect(await chatsOf(api, ann)).toMatchObject([{ id: 'chat-1', title: 'Hello' }])
    expect((await patch(api, { title: 'Of Ann' }, ann)).status).toBe(200)
    expect(await chatsOf(api, bob)).toMatchObject([{ title: 'Of Bob', pinned: true }])
    expect((await remove(api, bob)).status).toBe(204)
    expect(await textsOf(api, bob)).toEqual([])
    provider.say('ter.')
    provider.finish()
    const { text, types } = await answer
    expect([text, types.includes('abort')]).toEqual(['Water.', false])
    expect(await textsOf(api, ann)).toEqual(['Hello', 'Water.'])
    expect(await chatsOf(api, ann)).toMatchObject([{ title: 'Of Ann' }])
  })

  test('one who has none is told the same as where nobody has one (T-29, T-94)', async () => {
    const { api, history } = await setUp({ identify })
    await history.save({ id: 'chat-1', who: { user: 'ann' } }, [question])
    const [theirs, nobodys] = await Promise.all(
      ['chat-1', 'chat-2'].map((id) => patch(api, { title: 'Mine' }, bob, id)),
    )
    expect(await theirs?.text()).toBe(await nobodys?.text())
    expect([theirs?.status, nobodys?.status]).toEqual([404, 404])
    for (const id of ['chat-1', 'chat-2']) expect((await remove(api, bob, id)).status).toBe(204)
    expect(await chatsOf(api, ann)).toMatchObject([{ id: 'chat-1', title: 'What is rain?' }])
    expect(await textsOf(api, ann)).toEqual(['What is rain?'])
  })

  test('nobody who is not known changes or removes anything', async () => {
    const { api, history } = await setUp({ identify })
    await history.save({ id: 'chat-1', who: {} }, [question])
    expect(await errorOf(await patch(api, { title: 'Mine' }))).toEqual([401, 'auth'])
    expect(await errorOf(await remove(api))).toEqual([401, 'auth'])
    expect((await history.load({ id: 'chat-1', who: {} }, { limit: 1 })).messages).toHaveLength(1)
  })
})

test('a route that keeps nothing says so', async () => {
  const route = createChatRoute({ providers: [handFedProvider()], logger: recordingLogger() })
  const api = await serveRoute(route)
  expect(await errorOf(await patch(api, { title: 'Rain' }))).toEqual([404, 'not_found'])
  expect(await errorOf(await remove(api))).toEqual([404, 'not_found'])
})

test('a history that can neither change nor remove is left alone, and its answers go on', async () => {
  const { load, save, list } = memoryHistory()
  const { api, provider } = await setUp({ history: { load, save, list } })
  const answer = ask(api, { runId: 'r' }).then(readAnswer)
  await provider.asked()
  expect(await errorOf(await patch(api, { title: 'Rain' }))).toEqual([404, 'not_found'])
  expect(await errorOf(await remove(api))).toEqual([404, 'not_found'])
  provider.say('Water.')
  provider.finish()
  expect((await answer).text).toBe('Water.')
  expect(await textsOf(api)).toEqual(['Hello', 'Water.'])
})

describe('a history that fails', () => {
  const down = (): Promise<never> =>
    Promise.reject(new Error('connect postgres://admin:hunter2@db'))

  test('is 503, and what was to be removed is still there', async () => {
    const inner = memoryHistory()
    const history = { ...inner, update: down, remove: down }
    const { api, logger } = await setUpKept({}, history)
    for (const response of [await patch(api, { title: 'Rain' }), await remove(api)]) {
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
      expect(await response.text()).not.toContain('hunter2')
    }
    expect(logger.records.map((record) => (record as { event?: unknown }).event)).toEqual(
      expect.arrayContaining(['history-update-failed', 'history-remove-failed']),
    )
    expect(await textsOf(api)).toEqual(['What is rain?'])
  })

  test('by never answering is 503 in ten seconds', async () => {
    const clock = manualClock()
    const never = (): Promise<never> => new Promise(() => undefined)
    const history = { ...memoryHistory(), update: never, remove: never }
    const { api } = await setUpKept({ clock }, history)
    ticking(clock)
    expect((await patch(api, { title: 'Rain' })).status).toBe(503)
    expect((await remove(api)).status).toBe(503)
  })
})
