import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import * as Composer from '../composer/parts.ts'
import * as ContextWindow from '../context-window/parts.ts'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import { reported } from '../fixtures/reported.ts'
import { answer, question } from '../fixtures/said.ts'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { StatusRow } from '../status/StatusRow.tsx'
import { ThreadMessages } from '../thread/ThreadMessages.tsx'
import { ChatProvider } from './ChatProvider.tsx'

afterEach(cleanup)

const report = { tokens: 100_000, droppedMessages: 4, firstKeptId: 'q4' }

/** Everything that knows of the window, and how often each of it rendered since `clear`. */
function counted(hand: ChatInHand): { readonly clear: () => void; readonly names: () => string[] } {
  const renders = new Map<string, number>()
  function Counted({ id, children }: { readonly id: string; readonly children: ReactNode }) {
    return (
      <Profiler id={id} onRender={(name) => renders.set(name, (renders.get(name) ?? 0) + 1)}>
        {children}
      </Profiler>
    )
  }
  function message(id: string): ReactNode {
    // Called by the list: once per message each time it renders.
    renders.set('list', (renders.get('list') ?? 0) + 1)
    return (
      <MessageRoot id={id}>
        <MessageParts />
      </MessageRoot>
    )
  }
  render(
    <ChatProvider chat={hand.chat} catalogue={prices}>
      <ThreadMessages>{message}</ThreadMessages>
      <Counted id="status">
        <StatusRow />
      </Counted>
      <Composer.Root>
        <Counted id="input">
          <Composer.Input />
        </Counted>
        <Counted id="meter">
          <ContextWindow.Meter />
        </Counted>
        <Counted id="limit">
          <Composer.Limit cost />
        </Counted>
      </Composer.Root>
    </ChatProvider>,
  )
  return { clear: () => renders.clear(), names: () => [...renders.keys()].toSorted() }
}

function talking(): ChatInHand {
  const messages = Array.from({ length: 50 }, (_, index) => [
    question(`q${index}`, `question ${index}`),
    answer(`a${index}`, `answer ${index}`),
  ])
  return chatInHand({ messages: messages.flat() })
}

test('a token renders neither the meter, nor its open details, nor the list, nor the limit', async () => {
  const hand = talking()
  const { clear, names } = counted(hand)
  await act(() => playTurn(hand, { report, facts: { model: 'small-1' } }))
  fireEvent.click(screen.getByRole('button', { name: /^Context/ }))
  expect(screen.getByRole('meter')).toBeTruthy()
  hand.script.nextStreamId('the next')
  void hand.chat.sendMessage('And now?')
  await act(async () => {
    await hand.script.accept(reported(report))
    await hand.script.text('one ')
    hand.frames.frame()
  })
  clear()
  for (const word of ['two ', 'three ', 'four ']) {
    await act(async () => {
      await hand.script.text(word)
      await hand.clock.advance(100)
      hand.frames.frame()
    })
  }
  expect(screen.getByText(/four/)).toBeTruthy()
  expect(names()).toEqual([])
  await act(async () => {
    await hand.script.finish()
    hand.frames.all()
  })
  expect(names()).toEqual(['limit', 'meter'])
})

test('typing renders the composer and nothing else', async () => {
  const hand = talking()
  const { clear, names } = counted(hand)
  await act(() => playTurn(hand, { report }))
  clear()
  const box = screen.getByRole('textbox')
  fireEvent.change(box, { target: { value: 'typing' } })
  fireEvent.change(box, { target: { value: '字'.repeat(110_000) } })
  expect(screen.getByRole('status').textContent).not.toBe('')
  expect(names()).toEqual(['input', 'limit'])
})

test('the same report anew does not render the list', async () => {
  const hand = talking()
  const { clear, names } = counted(hand)
  await act(() => playTurn(hand, { report }))
  hand.script.nextStreamId('the next')
  void hand.chat.sendMessage('And now?')
  await act(() => hand.script.accept())
  clear()
  await act(() => hand.script.push(reported(report)))
  expect(names()).not.toContain('list')
})
