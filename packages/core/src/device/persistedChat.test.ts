import { ChatError, factsOf, type Message, textOf } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { afterEach, expect, test, vi } from 'vitest'
import type { KeptChat } from '../persistence/KeptChat.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { createPersistence, type DevicePersistence } from './createPersistence.ts'
import { createTogether } from './createTogether.ts'
import { manualFrames } from '../testing/manualFrames.ts'
import { scriptedTransport, type ScriptOptions } from '../testing/scriptedTransport.ts'
import type { ChatOptions } from '../chat/ChatOptions.ts'
import type { ChatStore } from '../chat/ChatStore.ts'
import { createChat } from '../chat/createChat.ts'

const network = (): ChatError => new ChatError('network', 'Lost.', { retryable: true })
const nothingRuns = (): ChatError => new ChatError('not_found', 'Nothing runs.')

let devices = 0
const pages: (() => void)[] = []
afterEach(() => {
  for (const leave of pages.splice(0)) leave()
  vi.unstubAllGlobals()
})

/** What is kept on one device, for as many pages as there are. Without IndexedDB it is in memory. */
function device(): { readonly persist: DevicePersistence; readonly page: typeof openPage } {
  const persist = createPersistence({ user: `user-${devices++}` })
  return { persist, page: (options) => openPage({ persist, ...options }) }
}

let ids = 0

function openPage(options: Partial<ChatOptions> & ScriptOptions = {}) {
  const clock = manualClock()
  const frames = manualFrames()
  const script = scriptedTransport(options)
  const chat = createChat({
    id: 'chat',
    transport: script.transport,
    clock,
    frames,
    newId: () => `id-${ids++}`,
    random: () => 1,
    wake: { onWake: () => () => undefined },
    ...options,
  })
  const leave = chat.retain()
  pages.push(leave)
  return {
    chat,
    clock,
    frames,
    script,
    leave,
    state: () => chat.getState(),
    texts: () => textsOf(chat),
    /** Resolves when the next question is out. */
    async asked(count: number) {
      await vi.waitFor(() => expect(script.sent).toHaveLength(count))
    },
    async answer(text: string) {
      await script.accept()
      await script.text(text)
      await script.finish()
      frames.all()
      await vi.waitFor(() => expect(chat.getState().run.status).not.toBe('streaming'))
    },
  }
}

type Page = ReturnType<typeof openPage>

function textsOf(chat: ChatStore): readonly string[] {
  return chat.getState().messages.map((message) => `${message.role}: ${textOf(message)}`)
}

/** Asks and answers. */
async function talk(page: Page, question: string, answer: string): Promise<void> {
  const before = page.script.sent.length
  const asked = page.chat.sendMessage(question)
  await page.asked(before + 1)
  await page.answer(answer)
  await asked
}

/** All that was begun is done and kept. */
async function settled(page: Page): Promise<void> {
  await page.chat.restore()
  for (let turn = 0; turn < 10; turn++) {
    await page.clock.advance(0)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Waits for something; time goes by meanwhile for these pages: a lock may be waited for. */
async function until(tabs: readonly Page[], check: () => void): Promise<void> {
  await vi.waitFor(async () => {
    for (const { clock } of tabs) await clock.advance(300)
    check()
  }, 10_000)
}

test('what was said is here when the page comes again, and says what follows what', async () => {
  const { page, persist } = device()
  const first = page()
  await talk(first, 'One', 'Two')
  await talk(first, 'Three', 'Four')
  first.leave()
  const second = page()
  await settled(second)
  expect(second.texts()).toEqual(['user: One', 'assistant: Two', 'user: Three', 'assistant: Four'])
  expect(second.state().earlier).toEqual({ status: 'none' })
  expect(second.script.resumed).toEqual([])
  const { messages } = await persist.chat('chat').open(50)
  expect(messages.map((message) => factsOf(message).parentId)).toEqual([
    null,
    messages[0]?.id,
    messages[1]?.id,
    messages[2]?.id,
  ])
})

test('long conversations come page by page', async () => {
  const { page, persist } = device()
  const messages = Array.from({ length: 120 }, (_, index) => ({
    id: `m-${index}`,
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    parts: [{ type: 'text' as const, text: `${index}` }],
  }))
  await persist.chat('chat').save(messages)
  const { chat, state } = page()
  await chat.restore()
  expect(state().messages).toHaveLength(50)
  expect(state().earlier).toEqual({ status: 'more' })
  await chat.loadEarlier()
  await chat.loadEarlier()
  expect(state().messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id))
  expect(state().earlier).toEqual({ status: 'none' })
})

test('a page that went in the middle of an answer goes on from there and not from zero', async () => {
  const { page } = device()
  const first = page()
  const asked = first.chat.sendMessage('Hi')
  await first.asked(1)
  await first.script.accept()
  await first.script.text('Hello, ')
  first.frames.all()
  await first.clock.advance(1000)
  await first.script.text('wor')
  first.frames.all()
  first.leave()
  await asked
  const second = page()
  await vi.waitFor(() => expect(second.script.resumed).toHaveLength(1))
  expect(second.texts()).toEqual(['user: Hi', 'assistant: Hello, wor'])
  expect(second.script.resumed[0]).toMatchObject({ streamId: 'stream-1' })
  const after = second.script.resumed[0]?.after ?? -1
  expect(after).toBeGreaterThan(3)
  await second.script.accept()
  await second.script.pushFrames(
    ...(['ld', '.'] as const).map((delta, index) => ({
      n: after + 1 + index,
      chunk: { type: 'text-delta', id: 'text-1', delta } as const,
    })),
    { n: after + 3, chunk: { type: 'text-end', id: 'text-1' } },
    { n: after + 4, chunk: { type: 'finish', finishReason: 'stop' } },
  )
  await second.script.close()
  second.frames.all()
  await vi.waitFor(() => expect(second.state().run.status).toBe('idle'))
  expect(second.texts()).toEqual(['user: Hi', 'assistant: Hello, world.'])
  expect(factsOf(second.state().messages[1] ?? {}).status).toBeUndefined()
  second.leave()
  // And it is kept as what it became.
  const third = page()
  await settled(third)
  expect(third.texts()).toEqual(['user: Hi', 'assistant: Hello, world.'])
  expect(third.script.resumed).toEqual([])
})

test('a page that went before a word of an answer shows none, and gets it all', async () => {
  const { page } = device()
  const first = page()
  void first.chat.sendMessage('Hi')
  await first.asked(1)
  await first.script.accept()
  await settled(first)
  first.leave()
  await settled(first)
  const second = page()
  await vi.waitFor(() => expect(second.script.resumed).toHaveLength(1))
  expect(second.texts()).toEqual(['user: Hi'])
  await second.answer('Hello')
  await vi.waitFor(() => expect(second.texts()).toEqual(['user: Hi', 'assistant: Hello']))
  expect(second.script.sent).toEqual([])
})

test('an answer that the server has forgotten meanwhile is interrupted, its text kept (T-22)', async () => {
  const { page } = device()
  const first = page()
  void first.chat.sendMessage('Hi')
  await first.asked(1)
  await first.script.accept()
  await first.script.text('Hello')
  first.frames.all()
  first.leave()
  await settled(first)
  const second = page()
  await vi.waitFor(() => expect(second.script.resumed).toHaveLength(1))
  await second.script.fail(nothingRuns())
  await vi.waitFor(() => expect(second.state().run.status).toBe('idle'))
  expect(second.texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(factsOf(second.state().messages[1] ?? {}).status).toBe('interrupted')
  await settled(second)
  second.leave()
  const third = page()
  await settled(third)
  expect(third.texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(third.script.resumed).toEqual([])
})

test('what was asked without a way to the server is sent by the next page: once each, in order, under its run id', async () => {
  const { page } = device()
  const first = page()
  const asked = first.chat.sendMessage('One')
  await first.asked(1)
  await first.script.fail(network())
  await asked
  await first.chat.sendMessage('Two')
  await vi.waitFor(() => expect(first.state().queue).toHaveLength(2))
  await settled(first)
  first.leave()
  const second = page()
  await second.asked(1)
  await second.answer('First')
  await second.asked(2)
  await second.answer('Second')
  expect(second.texts()).toEqual([
    'user: One',
    'assistant: First',
    'user: Two',
    'assistant: Second',
  ])
  expect(second.script.sent[0]?.runId).toBe(first.script.sent[0]?.runId)
  expect(second.state().queue).toEqual([])
  await settled(second)
  second.leave()
  const third = page()
  await settled(third)
  expect(third.texts()).toHaveLength(4)
  expect(third.script.sent).toEqual([])
})

test('two tabs that come back at once send each question once (T-36)', async () => {
  const { page, persist } = device()
  for (const [at, text] of ['One', 'Two'].entries()) {
    await persist.chat('chat').outbox.add({
      id: `q-${at}`,
      runId: `run-${at}`,
      createdAt: at,
      message: { parts: [{ type: 'text', text }] },
    })
  }
  const tabs = [page(), page()]
  const sent = () => tabs.flatMap(({ script }) => script.sent)
  for (const count of [1, 2]) {
    await until(tabs, () => expect(sent()).toHaveLength(count))
    const sender = tabs.find(({ script }) => script.sent.at(-1)?.runId === `run-${count - 1}`)
    const other = tabs.find((tab) => tab !== sender)
    sender?.script.nextStreamId(`stream-${count}`)
    await sender?.script.accept()
    // The other one reads along.
    await until(tabs, () => {
      expect(other?.script.resumed.at(-1)).toMatchObject({ streamId: `stream-${count}` })
    })
    other?.script.nextStreamId(`stream-${count}`)
    await other?.script.accept()
    for (const tab of [sender, other]) {
      await tab?.script.text(`Answer ${count}`)
      await tab?.script.finish()
      tab?.frames.all()
    }
  }
  for (const tab of tabs) {
    await vi.waitFor(() =>
      expect(tab.texts()).toEqual([
        'user: One',
        'assistant: Answer 1',
        'user: Two',
        'assistant: Answer 2',
      ]),
    )
  }
  expect(sent().map(({ runId }) => runId)).toEqual(['run-0', 'run-1'])
  expect(await persist.chat('chat').outbox.list()).toEqual([])
})

test('a page that is killed once the server has the question sends it again under its run id (T-38)', async () => {
  // The browser's own locks are freed with their page, which cannot be killed here: without them it is a lease.
  vi.stubGlobal('navigator', undefined)
  const { page, persist } = device()
  const dying: Persistence = {
    ...persist,
    chat: <M extends Message>(chatId: string): KeptChat<M> => {
      const kept = persist.chat<M>(chatId)
      // Nothing of this page is written any more from then on.
      return { ...kept, outbox: { ...kept.outbox, accept: () => new Promise(() => undefined) } }
    },
  }
  const first = page({ persist: { join: (options) => createTogether(dying, options) } })
  void first.chat.sendMessage('One')
  await first.asked(1)
  await first.script.accept()
  first.leave()
  // The page is gone: its clock stands still, and its lock is free when the lease has run out.
  const second = page()
  await until([second], () => expect(second.script.sent).toHaveLength(1))
  expect(second.script.sent[0]?.runId).toBe(first.script.sent[0]?.runId)
  await second.answer('Two')
  await until([second], () => expect(second.texts()).toEqual(['user: One', 'assistant: Two']))
  expect(await persist.chat('chat').outbox.list()).toEqual([])
})

test('a question that was refused waits for its writer when the page comes again, and is not sent by itself', async () => {
  const { page } = device()
  const first = page()
  const asked = first.chat.sendMessage('One')
  await first.asked(1)
  await first.script.fail(new ChatError('rate_limit', 'Slow.', { retryable: true, status: 429 }))
  await asked
  await settled(first)
  first.leave()
  const second = page()
  await settled(second)
  expect(second.script.sent).toEqual([])
  expect(second.state().queue).toMatchObject([{ refused: { code: 'rate_limit' } }])
  expect(second.texts()).toEqual([])
})

test('a question that was refused, and is asked again, waits no longer', async () => {
  const { page, persist } = device()
  const first = page()
  const asked = first.chat.sendMessage('One')
  await first.asked(1)
  await first.script.fail(new ChatError('rate_limit', 'Slow.', { retryable: true, status: 429 }))
  await asked
  await settled(first)
  const again = first.chat.regenerate()
  await first.asked(2)
  await first.answer('Here.')
  await again
  await settled(first)
  expect(await persist.chat('chat').outbox.list()).toEqual([])
  first.leave()
  const second = page()
  await settled(second)
  expect(second.texts()).toEqual(['user: One', 'assistant: Here.'])
  expect(second.state().queue).toEqual([])
  expect(second.script.sent).toEqual([])
})

test('what is changed in one tab is shown in the other, and what is equal is not drawn again', async () => {
  const { page } = device()
  const [first, second] = [page(), page()]
  await talk(first, 'One', 'Two')
  await vi.waitFor(() => expect(second.script.resumed).toHaveLength(1))
  await second.answer('Two')
  await vi.waitFor(() => expect(second.texts()).toEqual(['user: One', 'assistant: Two']))
  const [question] = second.state().messages
  const answer = first.state().messages[1]
  first.chat.rateMessage(answer?.id ?? '', 'up')
  await vi.waitFor(() =>
    expect(factsOf(second.state().messages[1] ?? {})).toMatchObject({ rating: 'up' }),
  )
  expect(second.state().messages[0]).toBe(question)
  first.chat.setMessages([])
  await vi.waitFor(() => expect(second.texts()).toEqual([]))
})
