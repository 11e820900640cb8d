import type { Status } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Chat, type ChatProps } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { english } from '../labels/labels.ts'
import { answer, beginAnswer, faces, notKept, refuse, unreachable } from './fixtures/faces.ts'
import { button, row, show, thread, timer, words } from './fixtures/shownRow.tsx'
import * as Parts from './parts.ts'

afterEach(cleanup)

const all = Object.keys(faces) as readonly Status['face'][]

describe('each face comes about by what a server and a network do', () => {
  test.each(all)('%s', async (face) => {
    const { bring, options } = faces[face]
    const hand = chatInHand(options)
    show(hand)
    expect(row()).toBeNull()
    await act(() => bring(hand))
    expect(row()?.dataset['face']).toBe(face)
    expect(row()?.dataset['code']).toBe(face === 'failed' ? 'overloaded' : undefined)
    expect(words()).toMatch(/^\S.*[.…]$/)
  })
})

describe('what has not come for a while', () => {
  test('is nothing to tell for five seconds, then that it is reconnecting', async () => {
    const hand = chatInHand({ random: () => 1 })
    show(hand)
    await act(async () => {
      await beginAnswer(hand, 'Air')
      await hand.script.close()
      await hand.clock.advance(4999)
    })
    expect(hand.chat.getState().connection.status).toBe('reconnecting')
    expect(row()).toBeNull()
    await act(() => hand.clock.advance(1))
    expect(words()).toBe(english.reconnecting)
    expect(within(row() as HTMLElement).queryAllByRole('button')).toEqual([])
    await act(async () => {
      await hand.script.accept()
      await hand.script.text(' scatters')
    })
    expect(row()).toBeNull()
  })

  test('is slow after fifteen seconds without a word, and no longer when one comes', async () => {
    const hand = chatInHand()
    show(hand)
    await act(async () => {
      await beginAnswer(hand, 'Air')
      await hand.clock.advance(14_999)
    })
    expect(row()).toBeNull()
    await act(() => hand.clock.advance(1))
    expect(words()).toBe(english.slow)
    await act(() => hand.script.text(' scatters'))
    await act(async () => hand.frames.all())
    expect(row()).toBeNull()
  })
})

describe('offline', () => {
  const offline = faces.offline.options ?? {}

  test('says since when, that what is written is kept, and how much waits', async () => {
    const hand = chatInHand(offline)
    show(hand)
    await act(() => faces.offline.bring(hand))
    expect(words()).toBe(
      'You are offline (since 12:00 PM). What you write is kept. 1 message will be sent when you are back.',
    )
    await act(async () => void hand.chat.sendMessage('And on Mars?'))
    expect(words()).toContain('2 messages will be sent when you are back.')
    expect(screen.getByRole('list', { name: english.queuedOffline })).toBeTruthy()
  })

  test('one can write on and send', async () => {
    const hand = chatInHand(offline)
    show(hand)
    await act(() => faces.offline.bring(hand))
    const box = screen.getByRole('textbox', { name: 'Message' })
    fireEvent.change(box, { target: { value: 'And on Mars?' } })
    expect(screen.getByRole('button', { name: 'Send' }).hasAttribute('aria-disabled')).toBe(false)
    await act(async () => void fireEvent.keyDown(box, { key: 'Enter' }))
    expect(hand.chat.getState().queue.map(({ message }) => message)).toEqual([
      'And at sunset?',
      'And on Mars?',
    ])
  })

  test('without a queue it says nothing of messages that will be sent', async () => {
    const hand = chatInHand({ reconnect: { maxAttempts: 0 } })
    show(hand)
    await act(() => faces.offline.bring(hand))
    expect(row()?.dataset['face']).toBe('offline')
    expect(words()).toBe('You are offline (since 12:00 PM). What you write is kept.')
  })

  test('Try now asks at once, can be pressed once at a time, and keeps its focus until the server is back', async () => {
    const hand = chatInHand(offline)
    show(hand)
    await act(() => faces.offline.bring(hand))
    button(english.tryNow)?.focus()
    const asked = hand.script.resumed.length
    await act(async () => button(english.tryNow)?.click())
    expect(hand.script.resumed).toHaveLength(asked + 1)
    expect(button(english.tryNow)?.getAttribute('aria-disabled')).toBe('true')
    await act(async () => button(english.tryNow)?.click())
    expect(hand.script.resumed).toHaveLength(asked + 1)
    await act(() => hand.script.fail(unreachable()))
    expect(button(english.tryNow)?.hasAttribute('aria-disabled')).toBe(false)
    expect(document.activeElement).toBe(button(english.tryNow))
    await act(async () => button(english.tryNow)?.click())
    await act(() => hand.script.fail(new ChatError('not_found', 'Nothing runs.')))
    expect(row()).toBeNull()
    expect(document.activeElement).toBe(thread())
    expect(hand.chat.getState().queue).toEqual([])
    expect(hand.script.sent).toHaveLength(2)
  })
})

test('a used up allowance has no countdown and nothing to press but Dismiss', async () => {
  const hand = chatInHand()
  show(hand)
  await act(() => faces.quota.bring(hand))
  expect(timer()).toBeNull()
  expect(
    within(row() as HTMLElement)
      .getAllByRole('button')
      .map((one) => one.textContent),
  ).toEqual([english.dismiss])
})

describe('Dismiss', () => {
  test.each(['quota', 'outage', 'not-saved', 'failed-over', 'cached', 'failed'] as const)(
    'takes %s away, the messages stay, and the focus goes to the thread',
    async (face) => {
      const { bring, options } = faces[face]
      const hand = chatInHand(options)
      show(hand)
      await act(() => bring(hand))
      const { messages } = hand.chat.getState()
      button(english.dismiss)?.focus()
      await act(async () => button(english.dismiss)?.click())
      expect(row()).toBeNull()
      expect(hand.chat.getState().messages).toBe(messages)
      expect(document.activeElement).toBe(thread())
    },
  )

  test('what comes again is shown again', async () => {
    const hand = chatInHand()
    show(hand)
    await act(() => faces.quota.bring(hand))
    await act(async () => button(english.dismiss)?.click())
    await act(() => faces.quota.bring(hand))
    expect(row()?.dataset['face']).toBe('quota')
  })

  test('there is none where the row goes by itself', async () => {
    for (const face of ['offline', 'reconnecting', 'limited', 'slow', 'queued'] as const) {
      const { bring, options } = faces[face]
      const hand = chatInHand(options)
      show(hand)
      await act(() => bring(hand))
      expect(row()?.dataset['face']).toBe(face)
      expect(button(english.dismiss)).toBeNull()
      cleanup()
    }
  })
})

test('focus on what goes from within the row is not lost either', async () => {
  const hand = chatInHand()
  show(hand, { statusUrl: 'https://status.example.com' })
  await act(() => faces.failed.bring(hand))
  screen.getByRole('link', { name: english.statusPage }).focus()
  await act(() => refuse(hand, 1000))
  expect(row()?.dataset['face']).toBe('limited')
  expect(document.activeElement).toBe(thread())
})

test('what cannot be kept on this device can be handed over, where somebody does (T-40)', async () => {
  const { bring, options } = await notKept('export')
  const onExport = vi.fn()
  const hand = chatInHand(options)
  const tree = (props: Partial<ChatProps>): ReactNode => (
    <Chat chat={hand.chat} announce="off" {...props} />
  )
  const { rerender } = render(tree({}))
  await act(() => bring(hand))
  expect(words()).toBe(english.notSavedHere)
  expect(button(english.exportHere)).toBeNull()
  rerender(tree({ onExport }))
  button(english.exportHere)?.click()
  expect(onExport.mock.calls).toEqual([[]])
})

test('neither a token nor a second renders the row: only another face does', async () => {
  const hand = chatInHand({ whenOffline: 'wait' })
  const renders: string[] = []
  render(
    <ChatProvider chat={hand.chat}>
      <Profiler id="row" onRender={() => renders.push(row()?.dataset['face'] ?? '')}>
        <Parts.Root clock={hand.clock} />
      </Profiler>
    </ChatProvider>,
  )
  renders.length = 0
  await act(async () => {
    await beginAnswer(hand, 'one ')
    for (let token = 0; token < 20; token++) {
      await hand.script.text('more ')
      await hand.clock.advance(60)
      hand.frames.all()
    }
    await hand.script.finish()
    hand.frames.all()
  })
  expect(renders).toEqual([])
  await act(() => answer(hand, [{ kind: 'cached', createdAt: 0 }]))
  expect(renders).toEqual(['cached'])
})

test('parts stand within a Status.Root, and say so', () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { chat } = chatInHand()
  expect(() =>
    render(
      <ChatProvider chat={chat}>
        <Parts.Countdown />
      </ChatProvider>,
    ),
  ).toThrow('This part needs a <Status.Root> around it.')
  errors.mockRestore()
})
