import { ChatError, type Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { manualFrames } from '../testing/manualFrames.ts'
import { manualHistory } from '../testing/manualHistory.ts'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import { createChat } from './createChat.ts'

function stored(id: string, parentId: string | null, role: Message['role'] = 'user'): Message {
  return {
    id,
    role,
    parts: [{ type: 'text', text: id }],
    metadata: { millrace: { parentId } },
  }
}

/** A chat whose server keeps the history: only the last message is sent. */
function conversation(sends: 'all' | 'last' = 'last', messages: readonly Message[] = []) {
  const history = manualHistory()
  const script = scriptedTransport({ sends })
  let ids = 0
  const chat = createChat({
    id: 'chat',
    transport: script.transport,
    frames: manualFrames(),
    clock: manualClock(),
    newId: () => `new-${ids++}`,
    history,
    messages,
  })
  const sent = (): unknown => script.sent.map((request) => request.messages.map(({ id }) => id))
  return { chat, history, script, sent }
}

/** Lets all go as far as it goes by itself. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a question waits for the newest page, and follows what that ends with', async () => {
  const { chat, history, sent } = conversation()
  void chat.sendMessage('And now?')
  await settled()
  expect(chat.getState().messageIds).toEqual(['new-0'])
  expect(chat.getState().run.status).toBe('submitted')
  expect(sent()).toEqual([])
  await history.bring([stored('q1', null), stored('a1', 'q1', 'assistant')])
  expect(sent()).toEqual([['q1', 'a1', 'new-0']])
  expect(history.requests.map(({ before }) => before)).toEqual([undefined])
})

test('where the page on its way brings the beginning, which is nothing, the question is the first', async () => {
  const { chat, history, sent } = conversation()
  void chat.loadEarlier()
  void chat.sendMessage('Hi')
  await settled()
  expect(history.requests).toHaveLength(1)
  await history.bring([], false)
  expect(sent()).toEqual([['new-0']])
})

test('the oldest question that is here in other words follows what is not here yet', async () => {
  const { chat, history, sent } = conversation()
  void chat.loadEarlier()
  await history.bring([stored('q2', 'a1'), stored('a2', 'q2', 'assistant')])
  void chat.editMessage('q2', 'In other words')
  await settled()
  expect(sent()).toEqual([])
  await history.bring([stored('q1', null), stored('a1', 'q1', 'assistant')])
  expect(sent()).toEqual([['q1', 'a1', 'new-0']])
})

test('so does the oldest answer, given again: two pages where one has only the question', async () => {
  const { chat, history, sent } = conversation()
  void chat.loadEarlier()
  await history.bring([stored('a2', 'q2', 'assistant')])
  void chat.regenerate()
  await settled()
  await history.bring([stored('q2', 'a1')])
  expect(sent()).toEqual([])
  await history.bring([stored('a1', 'q1', 'assistant')])
  expect(sent()).toEqual([['a1', 'q2']])
})

test('a page that does not come is a question that was never taken, and can be asked again', async () => {
  const { chat, history, script, sent } = conversation()
  const asked = chat.sendMessage('And now?')
  await settled()
  await history.fail(new ChatError('network', 'No way.', { retryable: true }))
  await asked
  expect(chat.getState().run).toMatchObject({
    status: 'failed',
    accepted: false,
    error: { code: 'network', retryable: true },
  })
  expect(sent()).toEqual([])
  void chat.regenerate()
  await settled()
  await history.bring([stored('q1', null), stored('a1', 'q1', 'assistant')])
  expect(sent()).toEqual([['q1', 'a1', 'new-0']])
  expect(script.sent[0]?.trigger).toBe('submit-message')
})

test('stopped while it waits it is never sent, also where the page never comes', async () => {
  const { chat, history, sent } = conversation()
  const asked = chat.sendMessage('And now?')
  await settled()
  await chat.stop()
  await asked
  expect(chat.getState().run).toEqual({ status: 'idle' })
  await history.bring([stored('q1', null)], false)
  expect(sent()).toEqual([])
  expect(chat.getState().messageIds).toEqual(['q1', 'new-0'])
})

test.each([
  ['what it follows is here', 'last', [stored('q1', null), stored('a1', 'q1', 'assistant')]],
  ['all that is here is sent', 'all', []],
] as const)('it does not wait where %s', async (_, sends, messages) => {
  const { chat, history, sent } = conversation(sends, messages)
  void chat.sendMessage('And now?')
  await settled()
  expect(history.requests).toEqual([])
  expect(sent()).toEqual([[...messages.map(({ id }) => id), 'new-0']])
})
