import type { Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { historyContract } from '../testing/historyContract.ts'
import { memoryHistory } from './memoryHistory.ts'

const who = { user: 'ann' }

function question(text: string): Message {
  return { id: 'question', role: 'user', parts: [{ type: 'text', text }] }
}

describe('a history in memory keeps to the contract', () => {
  for (const { name, run } of historyContract(() => memoryHistory())) test(name, run)
})

test('a history in memory lets the conversation go that was written to longest ago', async () => {
  const history = memoryHistory({ maxChats: 2 })
  await history.save({ id: 'a', who }, [question('a')])
  await history.save({ id: 'b', who: { user: 'bob' } }, [question('b')])
  await history.save({ id: 'a', who }, [question('a again')])
  await history.save({ id: 'c', who }, [question('c')])
  const { chats } = await history.list(who, { limit: 10 })
  expect(chats.map(({ id }) => id)).toEqual(['c', 'a'])
  expect(await history.list({ user: 'bob' }, { limit: 10 })).toEqual({ chats: [], more: false })
})

test.each([0, -1, 1.5, NaN, Infinity])('a history of %s conversations is refused', (maxChats) => {
  expect(() => memoryHistory({ maxChats })).toThrow(RangeError)
})

test('a conversation is called by the first words of its first question, on one line', async () => {
  const clock = manualClock()
  const history = memoryHistory({ clock })
  const chat = { id: 'chat', who }
  await history.save(chat, [{ id: 'hello', role: 'assistant', parts: [] }])
  expect((await history.list(who, { limit: 1 })).chats).toEqual([
    { id: 'chat', createdAt: 0, updatedAt: 0 },
  ])
  await history.save(chat, [question(`  Why\n does it ${'🌧️'.repeat(100)}`)])
  await clock.advance(5)
  await history.save(chat, [question('Why not?')])
  expect((await history.list(who, { limit: 1 })).chats).toEqual([
    { id: 'chat', title: `Why does it ${'🌧️'.repeat(34)}`, createdAt: 0, updatedAt: 5 },
  ])
})

test('what its user calls a conversation wins, and what it was called comes back', async () => {
  const history = memoryHistory({ clock: manualClock() })
  const chat = { id: 'chat', who }
  const summary = { id: 'chat', createdAt: 0, updatedAt: 0 }
  await history.save(chat, [{ id: 'hello', role: 'assistant', parts: [] }])
  expect(await history.update(chat, { title: 'Rain' })).toEqual({ ...summary, title: 'Rain' })
  await history.save(chat, [question('Why?')])
  expect((await history.list(who, { limit: 1 })).chats).toEqual([{ ...summary, title: 'Rain' }])
  expect(await history.update(chat, { title: null, pinned: true })).toEqual({
    ...summary,
    title: 'Why?',
    pinned: true,
  })
})

test('to rename a conversation does not save it from being the oldest', async () => {
  const history = memoryHistory({ maxChats: 2 })
  for (const id of ['a', 'b']) await history.save({ id, who }, [question(id)])
  await history.update({ id: 'a', who }, { title: 'Rain' })
  await history.save({ id: 'c', who }, [question('c')])
  expect((await history.list(who, { limit: 10 })).chats.map(({ id }) => id)).toEqual(['c', 'b'])
})

test('a save without messages begins no conversation', async () => {
  const history = memoryHistory()
  await history.save({ id: 'chat', who }, [])
  expect(await history.list(who, { limit: 1 })).toEqual({ chats: [], more: false })
})
