import type { ChatHistory } from '@millrace/core'
import { manualHistory, type ManualHistory } from '@millrace/core/testing'
import { ChatError, type Message } from '@millrace/protocol'
import { act, cleanup, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { question } from '../fixtures/said.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import '../styles/styles.css'
import { ThreadEarlier } from './ThreadEarlier.tsx'
import { ThreadEmpty } from './ThreadEmpty.tsx'
import { ThreadMessages } from './ThreadMessages.tsx'
import { ThreadRoot } from './ThreadRoot.tsx'
import { ThreadScroller } from './ThreadScroller.tsx'

afterEach(cleanup)

const heightPx = 300
const welcome = 'What can I help with?'

/** So many questions, the last of which has this number. No answers: what is out of sight of those has no height yet. */
function questions(count: number, last = 1000): readonly Message[] {
  return Array.from({ length: count }, (_, index) => {
    const n = last - count + 1 + index
    return question(`q${n}`, `Question ${n}`)
  })
}

function message(id: string): ReactNode {
  return (
    <MessageRoot id={id}>
      <MessageParts />
    </MessageRoot>
  )
}

function thread(hand: ChatInHand): ReactNode {
  return (
    <Stage hand={hand} heightPx={heightPx}>
      <ThreadRoot>
        <ThreadScroller motion="none">
          <ThreadEarlier />
          <ThreadEmpty />
          <ThreadMessages>{message}</ThreadMessages>
        </ThreadScroller>
      </ThreadRoot>
    </Stage>
  )
}

function shown(messages: readonly Message[], history: ManualHistory = manualHistory()) {
  const hand = chatInHand({ messages, history })
  return { hand, history, ...render(thread(hand)) }
}

function part(name: string): HTMLElement | null {
  return document.querySelector(`[data-part=${name}]`)
}

function earlier(): HTMLElement | null {
  return part('thread-earlier')
}

function scroller(): HTMLElement {
  return part('thread-scroller') as HTMLElement
}

/** Whatever is to be told of what is in sight has been told. */
async function seen(): Promise<void> {
  for (let look = 0; look < 3; look++) {
    await act(
      () =>
        new Promise<void>((resolve) => {
          const observer = new IntersectionObserver(() => {
            observer.disconnect()
            resolve()
          })
          observer.observe(document.body)
        }),
    )
  }
}

async function scrollTo(topPx: number): Promise<void> {
  scroller().scrollTop = topPx
  await seen()
}

test('a page is loaded when it comes within a screen of what is in sight, and not before', async () => {
  const { history } = shown(questions(40))
  await seen()
  expect(scroller().scrollTop).toBeGreaterThan(2 * heightPx)
  expect(history.requests).toEqual([])
  expect(earlier()?.dataset['status']).toBe('more')
  const beforePx = earlier()?.offsetHeight ?? 0
  await scrollTo(beforePx + heightPx + 100)
  expect(history.requests).toEqual([])
  await scrollTo(beforePx + heightPx - 100)
  expect(history.requests).toMatchObject([{ before: 'q961' }])
  expect(earlier()?.dataset['status']).toBe('loading')
  // What it loads is about to come: nothing else moves.
  expect(earlier()?.offsetHeight).toBe(beforePx)
})

test('what is read stays where it is when a page comes', async () => {
  const { history } = shown(questions(40))
  await seen()
  await scrollTo(350)
  const viewPx = scroller().getBoundingClientRect().top
  const read = [...document.querySelectorAll('[data-part=message]')].find(
    (message) => message.getBoundingClientRect().top >= viewPx,
  )
  const topPx = read?.getBoundingClientRect().top
  await act(() => history.bring(questions(40, 960)))
  expect(screen.getByText('Question 921')).toBeTruthy()
  await seen()
  expect(read?.getBoundingClientRect().top).toBeCloseTo(topPx ?? 0, 0)
  expect(history.requests).toHaveLength(1)
})

test('pages are loaded until there is a screen above what is in sight', async () => {
  let last = 999
  const history: ChatHistory = {
    load: () => Promise.resolve({ messages: questions(1, last--), more: true }),
  }
  const hand = chatInHand({ messages: questions(1), history })
  render(thread(hand))
  const aboveViewPx = () =>
    scroller().getBoundingClientRect().top - (earlier()?.getBoundingClientRect().bottom ?? 0)
  await expect
    .poll(async () => {
      await seen()
      return aboveViewPx()
    })
    .toBeGreaterThan(heightPx)
  const loaded = last
  await seen()
  expect(last).toBe(loaded)
  expect(aboveViewPx()).toBeGreaterThan(heightPx)
})

test('at the beginning nothing stands before the messages', async () => {
  const { history } = shown(questions(1))
  await seen()
  await act(() => history.bring(questions(1, 999), false))
  expect(earlier()).toBeNull()
  await seen()
  expect(history.requests).toHaveLength(1)
})

test('without a history nothing stands before the messages', async () => {
  render(thread(chatInHand({ messages: questions(1) })))
  expect(earlier()).toBeNull()
  expect(screen.queryByText(welcome)).toBeNull()
})

test('where nothing is here yet a whole conversation is on its way, and nobody is welcomed', async () => {
  const { history } = shown([])
  expect(screen.queryByText(welcome)).toBeNull()
  await seen()
  expect(history.requests).toMatchObject([{ before: undefined }])
  expect(earlier()?.dataset).toMatchObject({ status: 'loading', first: '' })
  expect(screen.queryByText(welcome)).toBeNull()
  const bars = earlier()?.querySelectorAll('i').length ?? 0
  await act(() => history.bring(questions(40)))
  expect(earlier()?.hasAttribute('data-first')).toBe(false)
  expect(earlier()?.querySelectorAll('i').length).toBeLessThan(bars)
  // The newest is what is read first.
  await seen()
  expect(scroller().scrollTop + scroller().clientHeight).toBe(scroller().scrollHeight)
  expect(history.requests).toHaveLength(1)
})

test('who has said nothing yet is welcomed once that is known', async () => {
  const { history } = shown([])
  await seen()
  await act(() => history.bring([], false))
  expect(screen.getByText(welcome)).toBeTruthy()
  expect(earlier()).toBeNull()
})

test('a failure is told and waits for its button, which leaves the focus in the thread', async () => {
  const { history } = shown(questions(1))
  await seen()
  const status = screen.getByRole('status')
  expect(status.textContent).toBe('Loading earlier messages…')
  await act(() => history.fail(new ChatError('network', 'Unreachable.', { retryable: true })))
  expect(earlier()?.dataset['status']).toBe('failed')
  // It was there before it spoke.
  expect(screen.getByRole('status')).toBe(status)
  expect(status.textContent).toBe('Earlier messages could not be loaded.')
  await seen()
  expect(history.requests).toHaveLength(1)
  screen.getByRole('button', { name: 'Try again' }).focus()
  await act(() => userEvent.keyboard('{Enter}'))
  expect(history.requests.map(({ before }) => before)).toEqual(['q1000', 'q1000'])
  expect(document.activeElement).toBe(scroller())
  expect(earlier()?.dataset['status']).toBe('loading')
  await act(() => history.bring(questions(1, 999), false))
  expect(screen.getByText('Question 999')).toBeTruthy()
  expect(document.activeElement).toBe(scroller())
})

test('a first page that fails is no welcome, and the page after it is loaded by itself again', async () => {
  const { history } = shown([])
  await seen()
  await act(() => history.fail(new Error('?')))
  expect(screen.queryByText(welcome)).toBeNull()
  expect(earlier()?.dataset).toMatchObject({ status: 'failed', first: '' })
  await act(async () => screen.getByRole('button', { name: 'Try again' }).click())
  await act(() => history.bring(questions(1)))
  await seen()
  expect(history.requests.map(({ before }) => before)).toEqual([undefined, undefined, 'q1000'])
})

test('StrictMode mounts twice and loads once', async () => {
  const history = manualHistory()
  const hand = chatInHand({ messages: questions(1), history })
  render(<StrictMode>{thread(hand)}</StrictMode>)
  await seen()
  expect(history.requests).toHaveLength(1)
  expect(history.requests[0]?.signal.aborted).toBe(false)
  await act(() => history.bring(questions(40, 999)))
  await seen()
  expect(history.requests).toHaveLength(1)
})

test('taken away while a page is loaded, it waits for none, and loads it anew when it is back', async () => {
  const { hand, history, unmount } = shown(questions(1))
  await seen()
  unmount()
  await Promise.resolve()
  expect(history.requests[0]?.signal.aborted).toBe(true)
  await history.bring(questions(1, 999))
  render(thread(hand))
  await seen()
  expect(history.requests).toHaveLength(2)
  expect(hand.chat.getState().messageIds).toEqual(['q1000'])
})

test('what the server renders loads nothing', () => {
  const history = manualHistory()
  const hand = chatInHand({ history })
  expect(renderToString(thread(hand))).toContain('data-status="more"')
  expect(history.requests).toEqual([])
})
