import type { Message } from '@millrace/protocol'
import { act, cleanup, render } from '@testing-library/react'
import { Profiler, type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { question } from '../fixtures/said.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { ThreadDay } from './ThreadDay.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  // In a browser whose time zone is UTC.
  vi.setSystemTime('2020-03-03T12:00:00Z')
})

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** A message of this moment; stored, it may be anything. */
function at(createdAt: unknown, id = String(createdAt)): Message {
  const time = typeof createdAt === 'string' ? Date.parse(createdAt) : createdAt
  return { ...question(id, id), metadata: { millrace: { timings: { createdAt: time } } } }
}

const counts = new Map<string, number>()

function count(id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1)
}

/** The messages by their ids, each after what stands before it. */
function List({ timeZone }: { readonly timeZone?: string | undefined }): ReactNode {
  return (
    <ol>
      {useMessageIds().map((id) => (
        <li key={id}>
          <Profiler id={id} onRender={count}>
            <ThreadDay before={id} timeZone={timeZone} />
          </Profiler>
          <i>{id}</i>
        </li>
      ))}
    </ol>
  )
}

function show(messages: readonly Message[], locale = 'en', timeZone?: string) {
  const hand = chatInHand({ messages })
  render(
    <ChatProvider chat={hand.chat} labels={{ locale }}>
      <List timeZone={timeZone} />
    </ChatProvider>,
  )
  return hand
}

/** What stands before the messages that have something before them. */
function days(root: ParentNode = document): Readonly<Record<string, string>> {
  const items = [...root.querySelectorAll('li:has([data-part=thread-day])')]
  return Object.fromEntries(
    items.map((item) => [
      item.querySelector('i')?.textContent ?? '',
      item.querySelector('[data-part=thread-day]')?.textContent ?? '',
    ]),
  )
}

test('a day stands before its first message, and before no other', () => {
  show([
    at('2019-12-30T08:00:00Z', 'a'),
    at('2019-12-30T23:59:59Z', 'b'),
    at('2020-01-01T00:00:00Z', 'c'),
    at('2020-03-02T10:00:00Z', 'd'),
    at('2020-03-02T11:00:00Z', 'e'),
    at('2020-03-03T09:00:00Z', 'f'),
    at('2020-03-03T09:01:00Z', 'g'),
  ])
  expect(days()).toEqual({
    a: 'Monday, December 30, 2019',
    c: 'Wednesday, January 1',
    d: 'Yesterday',
    f: 'Today',
  })
  const [line] = document.querySelectorAll('[data-part=thread-day]')
  expect(line?.tagName).toBe('P')
  expect(line?.querySelector('time')?.dateTime).toBe('2019-12-30')
})

function wait(hours: number): void {
  act(() => {
    vi.advanceTimersByTime(hours * 3_600_000)
  })
}

test('a conversation that is all of today has none, until midnight', () => {
  show([at('2020-03-03T00:00:00Z', 'a'), at('2020-03-03T11:59:00Z', 'b')])
  expect(days()).toEqual({})
  wait(11)
  expect(days()).toEqual({})
  wait(1)
  expect(days()).toEqual({ a: 'Yesterday' })
  wait(24)
  expect(days()).toEqual({ a: 'Tuesday, March 3' })
})

test('nothing waits for midnight any more once it has gone', () => {
  show([at('2020-03-01T00:00:00Z', 'a')])
  expect(vi.getTimerCount()).toBeGreaterThan(0)
  const waiting = vi.getTimerCount()
  cleanup()
  expect(vi.getTimerCount()).toBe(waiting - 1)
})

test('messages whose time nobody knows are passed over', () => {
  show([
    question('a', 'a'),
    at('2020-03-01T10:00:00Z', 'b'),
    question('c', 'c'),
    question('d', 'd'),
    at('2020-03-01T11:00:00Z', 'e'),
    question('f', 'f'),
    at('2020-03-02T11:00:00Z', 'g'),
  ])
  expect(days()).toEqual({ b: 'Sunday, March 1', g: 'Yesterday' })
})

test('a time that becomes known parts the days', () => {
  const [a, b] = [at('2020-03-01T10:00:00Z', 'a'), at('2020-03-02T10:00:00Z', 'b')]
  const { chat } = show([a, question('b', 'b')])
  expect(days()).toEqual({ a: 'Sunday, March 1' })
  act(() => chat.setMessages([a, b]))
  expect(days()).toEqual({ a: 'Sunday, March 1', b: 'Yesterday' })
  act(() => chat.setMessages([question('a', 'a'), question('c', 'c'), b]))
  expect(days()).toEqual({ b: 'Yesterday' })
  act(() => chat.setMessages([a, question('c', 'c'), b]))
  expect(days()).toEqual({ a: 'Sunday, March 1', b: 'Yesterday' })
  act(() => chat.setMessages([at('2020-03-02T09:00:00Z', 'a'), question('c', 'c'), b]))
  expect(days()).toEqual({ a: 'Yesterday' })
})

test('a page of earlier messages that is put before changes what is the first of a day', () => {
  const [b, c] = [question('b', 'b'), at('2020-03-02T10:00:00Z', 'c')]
  const { chat } = show([b, c])
  expect(days()).toEqual({ c: 'Yesterday' })
  act(() => chat.setMessages([at('2020-03-02T09:00:00Z', 'a'), b, c]))
  expect(days()).toEqual({ a: 'Yesterday' })
})

test('days are those of a time zone where one is given, today among them', () => {
  vi.setSystemTime('2020-03-03T16:00:00Z')
  const messages = [
    at('2020-03-02T14:59:00Z', 'a'),
    at('2020-03-02T15:00:00Z', 'b'),
    at('2020-03-03T15:00:00Z', 'c'),
  ]
  show(messages, 'en', 'Asia/Tokyo')
  expect(days()).toEqual({ a: 'Monday, March 2', b: 'Yesterday', c: 'Today' })
})

test('days are written in the language of the words', () => {
  const messages = [at('2020-02-28T12:00:00Z', 'a'), at('2020-03-02T12:00:00Z', 'b')]
  show(messages, 'de')
  expect(days()).toEqual({ a: 'Freitag, 28. Februar', b: 'Gestern' })
})

const [noon, later] = [Date.parse('2020-03-01T12:00:00Z'), Date.parse('2020-03-01T13:00:00Z')]

test.each([
  [Number.NaN],
  [Infinity],
  [1e300],
  [-1e300],
  [8.64e15 + 1],
  [null],
  [{ valueOf: () => 0 }],
  [[0]],
  [true],
  [10n],
])('a time of %s is none (T-26)', (createdAt) => {
  show([at(noon, 'a'), at(createdAt, 'b'), at(later, 'c')])
  expect(days()).toEqual({ a: 'Sunday, March 1' })
})

test.each([
  [{ createdAt: '2020-03-02' }],
  [{ createdAt: String(noon + 86_400_000) }],
  ['2020-03-02'],
  [null],
  [5],
  [[noon + 86_400_000]],
])('timings of %j are none (T-26)', (timings) => {
  const odd = { ...question('b', 'b'), metadata: { millrace: { timings } } }
  show([at(noon, 'a'), odd, at(later, 'c')])
  expect(days()).toEqual({ a: 'Sunday, March 1' })
})

test.each([[-1], [0], [8.64e15 - 86_400_000], [86_400_000 - 8.64e15]])(
  'a time of %s is of a day, in any zone (T-26)',
  (createdAt) => {
    for (const timeZone of [undefined, 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      show([at(noon, 'a'), at(createdAt, 'b'), at(later, 'c')], 'en', timeZone)
      expect(Object.keys(days())).toEqual(['a', 'b', 'c'])
      cleanup()
    }
  },
)

const three = [
  at('2020-03-01T12:00:00Z', 'a'),
  at('2020-03-02T12:00:00Z', 'b'),
  at('2020-03-03T11:00:00Z', 'c'),
]

test.each([
  ['nothing without a time zone', undefined, {}],
  [
    'with one the days that need no clock',
    'UTC',
    { b: 'Monday, March 2, 2020', c: 'Tuesday, March 3, 2020' },
  ],
])('a server renders %s, and midnight does not matter to it', async (_, timeZone, rendered) => {
  const errors = vi.spyOn(console, 'error')
  const { chat } = chatInHand({ messages: three })
  const tree = (
    <StrictMode>
      <ChatProvider chat={chat}>
        <List timeZone={timeZone} />
      </ChatProvider>
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  expect(days(host)).toEqual(rendered)
  const lines = [...host.querySelectorAll('[data-part=thread-day]')]
  // Another machine writes the same day in other words.
  const [time] = host.querySelectorAll('time')
  if (time !== undefined) time.textContent = 'Monday 2 March 2020'
  vi.setSystemTime('2020-03-04T00:00:01Z')
  const root = await act(async () => hydrateRoot(host, tree))
  expect(days(host)).toEqual({ a: 'Sunday, March 1', b: 'Monday, March 2', c: 'Yesterday' })
  expect([...host.querySelectorAll('[data-part=thread-day]')]).toEqual(
    expect.arrayContaining(lines),
  )
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})

test('a token renders none of them again', async () => {
  const { chat, script, frames, clock } = show(three)
  void chat.sendMessage('And now?')
  await act(async () => {
    await script.accept()
    await script.text('one ')
    frames.frame()
  })
  expect(Object.keys(days())).toEqual(expect.arrayContaining(['a', 'b', 'c']))
  counts.clear()
  for (const word of ['two ', 'three ', 'four ']) {
    await act(async () => {
      await script.text(word)
      await clock.advance(100)
      frames.frame()
    })
  }
  expect(JSON.stringify(chat.getState().messages.at(-1))).toContain('one two three four')
  expect([...counts]).toEqual([])
})

test('it takes the props of its node, and another node in its place', () => {
  const { chat } = chatInHand({ messages: three })
  render(
    <ChatProvider chat={chat}>
      <ThreadDay before="b" id="own" render={<div />} />
    </ChatProvider>,
  )
  const line = document.querySelector('div[data-part=thread-day]')
  expect(line?.id).toBe('own')
  expect(line?.outerHTML).not.toMatch(/before|timezone/i)
})
