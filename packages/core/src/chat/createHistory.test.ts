import { ChatError, type Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { manualFrames } from '../testing/manualFrames.ts'
import { manualHistory } from '../testing/manualHistory.ts'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import type { ChatOptions } from './ChatOptions.ts'
import { canContinue } from './canContinue.ts'
import { createChat } from './createChat.ts'
import { branchOf } from './forks.ts'

function said(id: string, role: Message['role'] = 'user'): Message {
  return { id, role, parts: [{ type: 'text', text: id }] }
}

function conversation(options: Partial<ChatOptions> = {}) {
  const history = manualHistory()
  const script = scriptedTransport()
  const frames = manualFrames()
  const clock = manualClock()
  const reports: string[] = []
  let ids = 0
  const chat = createChat({
    id: 'chat',
    transport: script.transport,
    frames,
    clock,
    newId: () => `new-${ids++}`,
    messages: [said('q2'), said('a2', 'assistant')],
    history,
    onReport: (reason) => reports.push(reason),
    ...options,
  })
  return {
    chat,
    history,
    script,
    frames,
    clock,
    reports,
    ids: () => chat.getState().messageIds,
    earlier: () => chat.getState().earlier,
    asked: () => history.requests.map(({ before }) => before),
  }
}

test('without a history there is nothing earlier, and nothing to load', async () => {
  const chat = createChat({ transport: scriptedTransport().transport })
  expect(chat.getState().earlier).toEqual({ status: 'none' })
  await chat.loadEarlier()
  expect(chat.getState()).toBe(chat.getInitialState())
})

test('nothing is loaded before it is asked for', () => {
  const { history, earlier, clock, frames } = conversation()
  expect(earlier()).toEqual({ status: 'more' })
  expect(history.requests).toEqual([])
  expect([clock.pending, frames.pending]).toEqual([0, 0])
})

test('page by page comes in front, until the beginning is here', async () => {
  const { chat, history, ids, earlier } = conversation()
  const loaded = chat.loadEarlier()
  expect(earlier()).toEqual({ status: 'loading' })
  expect(history.requests).toMatchObject([{ chatId: 'chat', before: 'q2', limit: 50 }])
  await history.bring([said('q1'), said('a1', 'assistant')])
  await loaded
  expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2'])
  expect(chat.getState().indexById.get('q2')).toBe(2)
  expect(earlier()).toEqual({ status: 'more' })
  void chat.loadEarlier()
  await history.bring([said('q0')], false)
  expect(ids()).toEqual(['q0', 'q1', 'a1', 'q2', 'a2'])
  expect(earlier()).toEqual({ status: 'none' })
  await chat.loadEarlier()
  expect(history.requests.map(({ before }) => before)).toEqual(['q2', 'q1'])
})

test('where nothing is here yet the newest page is asked for, as long as wanted', async () => {
  const history = manualHistory(20)
  const { chat, ids } = conversation({ messages: [], history })
  void chat.loadEarlier()
  expect(history.requests).toMatchObject([{ before: undefined, limit: 20 }])
  await history.bring([said('q1')])
  expect(ids()).toEqual(['q1'])
})

test('one page at a time, however often it is asked for', async () => {
  const { chat, history, asked } = conversation()
  void chat.loadEarlier()
  const loaded = chat.loadEarlier()
  expect(asked()).toEqual(['q2'])
  await history.bring([said('q1')])
  await loaded
  void chat.loadEarlier()
  expect(asked()).toEqual(['q2', 'q1'])
})

test('messages that are here already are not repeated, nor those that a page has twice', async () => {
  const { chat, history, ids, earlier } = conversation()
  void chat.loadEarlier()
  await history.bring([said('q1'), said('q1'), said('a1', 'assistant'), said('q2'), said('a2')])
  expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2'])
  expect(chat.getState().messages[3]?.role).toBe('assistant')
  expect(earlier()).toEqual({ status: 'more' })
})

test.each([
  ['the same again', [said('q2'), said('a2')]],
  ['nothing', []],
  ['nothing that is a message', [null, { id: 'x' }] as unknown as Message[]],
])('a history that brings %s and says that there is more is at its end', async (_, messages) => {
  const { chat, history, ids, earlier } = conversation()
  void chat.loadEarlier()
  await history.bring(messages, true)
  expect(earlier()).toEqual({ status: 'none' })
  expect(ids()).toEqual(['q2', 'a2'])
})

test('stored messages that are none are dropped and reported, and take nothing with them (T-53, T-70)', async () => {
  const { chat, history, ids, reports, earlier } = conversation()
  void chat.loadEarlier()
  const stored: unknown[] = [
    null,
    'hello',
    [],
    {},
    { ...said('x'), id: 5 },
    { ...said('x'), id: '' },
    { ...said('x'), role: 'tool' },
    { ...said('x'), role: undefined },
    { ...said('x'), parts: undefined },
    { ...said('x'), parts: 'text' },
    { ...said('holes'), parts: [null, 5, {}, { type: 5 }, { type: 'text', text: 'kept' }] },
    said('__proto__'),
    said('constructor', 'assistant'),
  ]
  await history.bringValue({ messages: stored, more: 'yes', __proto__: { more: true } })
  expect(ids()).toEqual(['holes', '__proto__', 'constructor', 'q2', 'a2'])
  expect(chat.getState().messages[0]?.parts).toEqual([{ type: 'text', text: 'kept' }])
  expect(chat.getState().indexById.get('__proto__')).toBe(1)
  expect(chat.getState().indexById.get('toString')).toBeUndefined()
  expect(earlier()).toEqual({ status: 'none' })
  expect(reports).toEqual([
    'a stored message that is no object',
    'a stored message that is no object',
    'a stored message without an id',
    'a stored message without an id',
    'a stored message without an id',
    'a stored message without an id',
    'a stored message of a role that we do not know',
    'a stored message of a role that we do not know',
    'a stored message without a list of parts',
    'a stored message without a list of parts',
    'a part of a stored message without a type',
  ])
})

test.each([
  undefined,
  null,
  'no page',
  5,
  [],
  {},
  { messages: {} },
  { messages: null, more: true },
])('what is no page (%j) is a failure, and not the end (T-53)', async (page) => {
  const { chat, history, earlier, ids } = conversation()
  void chat.loadEarlier()
  await history.bringValue(page)
  expect(earlier()).toMatchObject({ status: 'failed', error: { code: 'bad_event' } })
  expect(ids()).toEqual(['q2', 'a2'])
})

test('a page that cannot be loaded is a failure, and is tried again when it is asked for', async () => {
  const { chat, history, earlier, ids, asked } = conversation()
  const loaded = chat.loadEarlier()
  await history.fail(new ChatError('auth', 'Sign in.', { status: 401 }))
  await loaded
  expect(earlier()).toEqual({
    status: 'failed',
    error: { code: 'auth', message: 'Sign in.', retryable: false, status: 401 },
  })
  expect(ids()).toEqual(['q2', 'a2'])
  expect(asked()).toEqual(['q2'])
  void chat.loadEarlier()
  expect(earlier()).toEqual({ status: 'loading' })
  await history.bring([said('q1')], false)
  expect(ids()).toEqual(['q1', 'q2', 'a2'])
  expect(asked()).toEqual(['q2', 'q2'])
})

test.each([
  ['throws at once', new TypeError('fetch failed'), 'unknown'],
  // Nobody here wanted that: left as it was, it would be asked for again, and for ever.
  ['stops itself', new DOMException('Stopped.', 'AbortError'), 'aborted'],
])('a history that %s has failed', async (_, error, code) => {
  const load = (): never => {
    throw error
  }
  const { chat, earlier } = conversation({ history: { load } })
  await chat.loadEarlier()
  expect(earlier()).toMatchObject({ status: 'failed', error: { code } })
})

test('a page of a conversation that was replaced meanwhile is thrown away', async () => {
  const { chat, history, earlier, ids, asked } = conversation()
  const loaded = chat.loadEarlier()
  chat.setMessages([said('other')])
  expect(earlier()).toEqual({ status: 'more' })
  expect(history.requests[0]?.signal.aborted).toBe(true)
  void chat.loadEarlier()
  await history.bring([said('q1')])
  await loaded
  expect(ids()).toEqual(['other'])
  expect(earlier()).toEqual({ status: 'loading' })
  expect(history.requests[1]?.signal.aborted).toBe(false)
  await history.bring([said('before')])
  expect(ids()).toEqual(['before', 'other'])
  expect(asked()).toEqual(['q2', 'other'])
})

test('a page that fails after it was thrown away is no failure', async () => {
  const { chat, history, earlier } = conversation()
  void chat.loadEarlier()
  chat.setMessages((messages) => messages.slice(1))
  await history.fail(new DOMException('Stopped.', 'AbortError'))
  expect(earlier()).toEqual({ status: 'more' })
})

test('whoever replaces the conversation as soon as he hears of the loading has nothing loaded', async () => {
  const { chat, history, earlier } = conversation()
  const forget = chat.subscribe(({ earlier: { status } }) => {
    if (status === 'loading') chat.setMessages([said('other')])
  })
  await chat.loadEarlier()
  forget()
  expect(history.requests).toEqual([])
  expect(earlier()).toEqual({ status: 'more' })
})

test('when nobody looks any more the page is not waited for, and coming back at once keeps it', async () => {
  const { chat, history, earlier, ids } = conversation()
  const release = chat.retain()
  void chat.loadEarlier()
  release()
  const keep = chat.retain()
  await Promise.resolve()
  expect(history.requests[0]?.signal.aborted).toBe(false)
  keep()
  await Promise.resolve()
  expect(history.requests[0]?.signal.aborted).toBe(true)
  expect(earlier()).toEqual({ status: 'more' })
  await history.bring([said('q1')])
  expect(ids()).toEqual(['q2', 'a2'])
  // Who comes back later finds it where it was.
  chat.retain()
  void chat.loadEarlier()
  await history.bring([said('q1')], false)
  expect(ids()).toEqual(['q1', 'q2', 'a2'])
})

test('while an answer is being written it goes on, and earlier messages come in front of it', async () => {
  const { chat, history, script, frames, ids } = conversation()
  const asked = chat.sendMessage('And now?')
  await script.accept()
  await script.text('Now it ')
  frames.all()
  void chat.loadEarlier()
  const { run, messages } = chat.getState()
  await history.bring([said('q1'), said('a1', 'assistant')])
  expect(chat.getState().run).toBe(run)
  expect(chat.getState().messages.slice(2)).toEqual(messages)
  await script.text('rains.')
  await script.finish()
  frames.all()
  await asked
  expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2', 'new-0', 'answer-1'])
  expect(chat.getState().messages[5]?.parts.at(-1)).toMatchObject({ text: 'Now it rains.' })
  expect(chat.getState().run).toEqual({ status: 'idle' })
})

test('a question asked before the newest page is here stays behind it, once', async () => {
  const { chat, history, script, frames, ids } = conversation({ messages: [] })
  void chat.loadEarlier()
  void chat.sendMessage('And now?')
  await script.accept()
  await script.text('Now')
  frames.all()
  // The server has stored the question by now.
  await history.bring([said('q1'), said('a1', 'assistant'), said('new-0')])
  expect(ids()).toEqual(['q1', 'a1', 'new-0', 'answer-1'])
})

test('another wording of the first question can still be chosen when messages come before it', async () => {
  const { chat, history, script, frames, ids } = conversation()
  const reworded = chat.editMessage('q2', 'In other words')
  await script.accept()
  await script.text('Well.')
  await script.finish()
  frames.all()
  await reworded
  void chat.loadEarlier()
  await history.bring([said('q1'), said('a1', 'assistant')])
  expect(ids()).toEqual(['q1', 'a1', 'new-0', 'answer-1'])
  expect(branchOf(chat.getState(), 'q1')).toBeUndefined()
  expect(branchOf(chat.getState(), 'new-0')).toEqual({ index: 1, count: 2 })
  chat.selectBranch('new-0', 0)
  expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2'])
  // And by the next page, which leaves it where it is.
  void chat.loadEarlier()
  await history.bring([said('q0')])
  chat.selectBranch('q2', 1)
  expect(ids()).toEqual(['q0', 'q1', 'a1', 'new-0', 'answer-1'])
})

test('what a way has that is not shown is not brought again', async () => {
  const { chat, history, script, frames, ids } = conversation()
  const reworded = chat.editMessage('q2', 'In other words')
  await script.accept()
  await script.text('Well.')
  await script.finish()
  frames.all()
  await reworded
  void chat.loadEarlier()
  // A store that knows no branches has the wordings one after the other.
  await history.bring([said('q1'), said('q2'), said('a2', 'assistant')])
  expect(ids()).toEqual(['q1', 'new-0', 'answer-1'])
  chat.selectBranch('new-0', 0)
  expect(ids()).toEqual(['q1', 'q2', 'a2'])
})

test('a page that comes while the first answer is given again is in front of the one that comes', async () => {
  const { chat, history, script, frames, ids } = conversation({
    messages: [said('a2', 'assistant')],
  })
  void chat.loadEarlier()
  const again = chat.regenerate()
  await script.accept()
  expect(ids()).toEqual([])
  await history.bring([said('q2')])
  await script.text('Anew.')
  frames.all()
  await script.finish()
  frames.all()
  await again
  expect(ids()).toEqual(['q2', 'answer-1'])
  chat.selectBranch('answer-1', 0)
  expect(ids()).toEqual(['q2', 'a2'])
})

/** A stored message that says what it follows. */
function stored(id: string, parentId: string | null, role: Message['role'] = 'user'): Message {
  return { ...said(id, role), metadata: { millrace: { parentId } } }
}

describe('a history with versions', () => {
  const messages = [
    stored('q1', null),
    stored('a1', 'q1', 'assistant'),
    stored('q2', 'a1'),
    stored('a2', 'q2', 'assistant'),
    stored('a1*', 'q1', 'assistant'),
    stored('q3', 'a2'),
    stored('a3', 'q3', 'assistant'),
  ]

  test('shows the newest way, and the others can be chosen', async () => {
    const { chat, history, ids, earlier } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring(messages, false)
    expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
    expect(earlier()).toEqual({ status: 'none' })
    expect(branchOf(chat.getState(), 'a1')).toEqual({ index: 0, count: 2 })
    chat.selectBranch('a1', 1)
    expect(ids()).toEqual(['q1', 'a1*'])
    chat.selectBranch('a1*', 0)
    expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
  })

  test('asks on from the oldest that was loaded, shown or not', async () => {
    const { chat, history, ids, asked } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring(messages.slice(4))
    expect(ids()).toEqual(['q3', 'a3'])
    void chat.loadEarlier()
    expect(asked()).toEqual([undefined, 'a1*'])
  })

  test('a page with nothing to show is not the answer: it is loaded on, one page after the other', async () => {
    const { chat, history, ids, earlier, asked } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring(messages.slice(5))
    const loaded = chat.loadEarlier()
    const { messages: shown } = chat.getState()
    await history.bring(messages.slice(4, 5))
    expect(earlier()).toEqual({ status: 'loading' })
    expect(chat.getState().messages).toBe(shown)
    expect(asked()).toEqual([undefined, 'q3', 'a1*'])
    await history.bring(messages.slice(3, 4))
    await loaded
    expect(ids()).toEqual(['a2', 'q3', 'a3'])
    expect(earlier()).toEqual({ status: 'more' })
  })

  test('after 20 such pages in a row it is a failure, and goes on where it was when it is asked for again (T-53)', async () => {
    const { chat, history, ids, earlier, asked } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring([stored('shown', 'first')])
    void chat.loadEarlier()
    for (let page = 0; page < 25; page++) await history.bring([stored(`x${page}`, 'never')])
    expect(asked()).toHaveLength(21)
    expect(earlier()).toMatchObject({
      status: 'failed',
      error: { code: 'too_large', retryable: true },
    })
    expect(ids()).toEqual(['shown'])
    const loaded = chat.loadEarlier()
    expect(asked().at(-1)).toBe('x19')
    await history.bring([stored('first', null)], false)
    await loaded
    expect(ids()).toEqual(['first', 'shown'])
  })

  test('what follows nothing is dropped at the end, and told', async () => {
    const { chat, history, ids, reports } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring([stored('x', 'gone'), stored('y', 'x'), stored('shown', null)], false)
    expect(ids()).toEqual(['shown'])
    expect(chat.getState().forks.size).toBe(0)
    expect(reports).toEqual(['2 stored messages that follow none of the others'])
  })

  test('what was loaded of a conversation that was replaced is forgotten with it', async () => {
    const { chat, history, ids, asked } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring([stored('waits', 'first'), ...messages.slice(5)])
    chat.setMessages([stored('q9', 'first')])
    void chat.loadEarlier()
    expect(asked()).toEqual([undefined, 'q9'])
    await history.bring([stored('first', null)], false)
    expect(ids()).toEqual(['first', 'q9'])
    expect(chat.getState().forks.size).toBe(0)
  })

  test('what is thrown away while it is loaded on leaves what was loaded before it', async () => {
    const { chat, history, ids, asked } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring(messages.slice(5))
    const release = chat.retain()
    void chat.loadEarlier()
    await history.bring(messages.slice(4, 5))
    release()
    await Promise.resolve()
    await history.bring(messages.slice(0, 4), false)
    expect(ids()).toEqual(['q3', 'a3'])
    chat.retain()
    void chat.loadEarlier()
    expect(asked().at(-1)).toBe('a1*')
    await history.bring(messages.slice(0, 4), false)
    expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
    expect(branchOf(chat.getState(), 'a1')?.count).toBe(2)
  })

  test('a question in another version follows what that ends with', async () => {
    const { chat, history, script, frames, ids } = conversation({ messages: [] })
    void chat.loadEarlier()
    await history.bring(messages, false)
    chat.selectBranch('a1', 1)
    void chat.sendMessage('And now?')
    await script.accept()
    expect(script.sent[0]?.messages.map(({ id }) => id)).toEqual(['q1', 'a1*', 'new-0'])
    await script.text('Now.')
    await script.finish()
    frames.all()
    expect(ids()).toEqual(['q1', 'a1*', 'new-0', 'answer-1'])
    chat.selectBranch('a1*', 0)
    expect(ids()).toEqual(['q1', 'a1', 'q2', 'a2', 'q3', 'a3'])
  })

  test('a stored answer that was interrupted can be carried on', async () => {
    const { chat, history, script } = conversation({ messages: [] })
    void chat.loadEarlier()
    const { parts } = said('Once upon a wintry ti')
    const metadata = { millrace: { parentId: 'q1', status: 'interrupted' } }
    const half: Message = { id: 'a1', role: 'assistant', parts, metadata }
    await history.bring([stored('q1', null), half], false)
    expect(canContinue(half)).toBe(true)
    void chat.continueAnswer()
    expect(script.sent).toMatchObject([{ continues: 'a1', messageId: 'a1' }])
  })
})
