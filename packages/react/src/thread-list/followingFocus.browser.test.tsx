import { act, cleanup, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import type { Trigger } from '../trigger/Trigger.ts'
import { type ThreadsInHand, threadOf, threadsInHand } from './fixtures/threadsInHand.ts'
import * as ThreadList from './parts.ts'
import { useThreads, useThreadsContext } from './ThreadsContext.ts'
import { ThreadsProvider } from './ThreadsProvider.tsx'

afterEach(cleanup)

interface ShownProps {
  readonly triggers: readonly Trigger[]
  /** Whether each conversation has a chat component of its own. */
  readonly isKeyed: boolean
}

function Shown({ triggers, isKeyed }: ShownProps): ReactNode {
  const threads = useThreadsContext()
  const activeId = useThreads((state) => state.activeId)
  return (
    <Chat
      key={isKeyed ? activeId : undefined}
      chat={threads.chatOf(activeId)}
      triggers={triggers}
      announce="off"
    />
  )
}

/** A list beside the chat that is shown, beside another chat that has nothing to do with them. */
async function shown({ isKeyed = true } = {}): Promise<ThreadsInHand> {
  const hand = threadsInHand({ stored: [threadOf('bees', 'How far do bees fly?')] })
  hand.threads.open('bees')
  const run = (): void => void hand.threads.create()
  const triggers = [{ character: '/', label: 'Commands', items: [{ id: 'n', label: 'new', run }] }]
  const other = threadsInHand()
  await act(async () => {
    render(
      <StrictMode>
        <Chat chat={other.threads.chatOf('other')} placeholder="Elsewhere" announce="off" />
        <ThreadsProvider threads={hand.threads}>
          <ThreadList.Root />
          <main>
            <Shown triggers={triggers} isKeyed={isKeyed} />
          </main>
        </ThreadsProvider>
      </StrictMode>,
    )
  })
  return hand
}

function messageBox(): HTMLElement | null {
  return document.querySelector('main [data-part=composer-input]')
}

test.each([true, false])(
  'a command that shows another conversation leaves the focus in the message box (a chat component of its own: %s)',
  async (isKeyed) => {
    const { threads } = await shown({ isKeyed })
    // It comes when it is first needed.
    await expect
      .poll(() => document.querySelector('main [data-part=composer-triggers]'))
      .not.toBeNull()
    const before = messageBox()
    before?.focus()
    await userEvent.keyboard('/ne')
    await screen.findByRole('option')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => threads.getState().activeId).not.toBe('bees')
    expect(messageBox() === before).toBe(!isKeyed)
    expect(document.activeElement).toBe(messageBox())
    await userEvent.keyboard('Why?')
    expect(threads.chatOf(threads.getState().activeId).composer.getState().text).toBe('Why?')
  },
)

test('so does whatever else shows one, while the focus is anywhere in the chat', async () => {
  const { threads } = await shown()
  document.querySelector<HTMLElement>('main [data-part=thread-scroller]')?.focus()
  await act(async () => {
    threads.create()
    threads.open('bees')
    threads.create()
  })
  expect(document.activeElement).toBe(messageBox())
})

test('a focus that is elsewhere stays there', async () => {
  const { threads } = await shown()
  const opener = await screen.findByRole('button', { name: 'How far do bees fly?' })
  opener.focus()
  await act(async () => void threads.create())
  expect(document.activeElement).toBe(opener)
  const elsewhere = screen.getByPlaceholderText('Elsewhere')
  elsewhere.focus()
  await act(async () => threads.open('bees'))
  expect(document.activeElement).toBe(elsewhere)
  elsewhere.blur()
  await act(async () => void threads.create())
  expect(document.activeElement).toBe(document.body)
})
