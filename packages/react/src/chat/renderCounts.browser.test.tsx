import type { Part } from '@millrace/protocol'
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
import { MessageActions } from '../message/MessageActions.tsx'
import { MessageComment } from '../message/MessageComment.tsx'
import { MessageFooter } from '../message/MessageFooter.tsx'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageTimings } from '../message/MessageTimings.tsx'
import { MessageUsage } from '../message/MessageUsage.tsx'
import type { PartComponentProps } from '../message/PartComponents.ts'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { StatusRoot } from '../status/StatusRoot.tsx'
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
        <StatusRoot />
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

/** How often each part rendered, by what it is. */
const counts = new Map<string, number>()

function count(name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function CountedPart({ part }: PartComponentProps<Part>): ReactNode {
  return (
    <Profiler id={part.type} onRender={count}>
      {'text' in part ? part.text : null}
    </Profiler>
  )
}

const countedParts = {
  text: CountedPart,
  reasoning: CountedPart,
  tool: CountedPart,
  'data-chart': CountedPart,
}

test('a token renders one part, and nothing else of its message', async () => {
  const hand = chatInHand({ messages: [question('q0', 'Hello'), answer('a0', 'Hello.')] })
  counts.clear()
  render(
    <ChatProvider chat={hand.chat}>
      <ThreadMessages>
        {(id) => (
          <MessageRoot id={id}>
            <MessageParts components={countedParts} />
            <Profiler id="footer" onRender={count}>
              <MessageFooter />
              <MessageUsage />
              <MessageTimings />
              <MessageComment />
            </Profiler>
            <Profiler id="actions" onRender={count}>
              <MessageActions feedback />
            </Profiler>
          </MessageRoot>
        )}
      </ThreadMessages>
    </ChatProvider>,
  )
  void hand.chat.sendMessage('Draw it.')
  await act(async () => {
    await hand.script.accept(
      { type: 'start', messageId: 'a1' },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Hm.' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'data-chart', id: 'c', data: [1, 2] },
      { type: 'text-start', id: 't1' },
      { type: 'text-delta', id: 't1', delta: 'First.' },
      { type: 'text-end', id: 't1' },
      { type: 'tool-input-available', toolCallId: 'x', toolName: 'draw', input: {} },
      { type: 'tool-output-available', toolCallId: 'x', output: 'drawn' },
      { type: 'text-start', id: 't2' },
      { type: 'text-delta', id: 't2', delta: 'one ' },
    )
    hand.frames.frame()
  })
  expect([...counts.keys()].toSorted()).toEqual([
    'actions',
    'data-chart',
    'footer',
    'reasoning',
    'text',
    'tool-draw',
  ])
  counts.clear()
  for (const delta of ['two ', 'three ', 'four ']) {
    await act(async () => {
      await hand.script.push({ type: 'text-delta', id: 't2', delta })
      await hand.clock.advance(100)
      hand.frames.frame()
    })
  }
  expect(screen.getByText(/four/)).toBeTruthy()
  expect(Object.fromEntries(counts)).toEqual({ text: 3 })
})
