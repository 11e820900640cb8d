import { withFacts } from '@millrace/protocol'
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { ThreadMessages } from './ThreadMessages.tsx'

afterEach(cleanup)

const messages = [
  { ...question('system', 'Be kind.'), role: 'system' as const },
  withFacts(question('pinned', 'My name is Ada.'), { pinned: true }),
  answer('a0', 'Hello Ada.'),
  question('q1', 'Why is the sky blue?'),
  answer('canned', 'No model is there right now.', { canned: 'outage' }),
  answer('empty', '', { status: 'failed' }),
  question('q2', 'And at sunset?'),
  answer('a2', 'The light comes a longer way.'),
  question('q3', 'And on Mars?'),
  answer('a3', 'There is dust.'),
]

function rendered(hand: ChatInHand): void {
  render(
    <ChatProvider chat={hand.chat}>
      <ThreadMessages />
    </ChatProvider>,
  )
}

function leftOut(): readonly (string | undefined)[] {
  const items = document.querySelectorAll('li[data-left-out] [data-part=message]')
  return [...items].map((item) => (item as HTMLElement).dataset['messageId'])
}

test('what is no longer sent is marked, and what stays is not', async () => {
  const hand = chatInHand({ messages })
  rendered(hand)
  expect(leftOut()).toEqual([])
  // What never goes to a model is not among the four that were left out.
  await act(() => playTurn(hand, { report: { droppedMessages: 4, firstKeptId: 'q3' } }))
  expect(leftOut()).toEqual(['a0', 'q1', 'canned', 'empty', 'q2', 'a2'])
})

test('what was left out of the middle is marked there', async () => {
  const hand = chatInHand({ messages })
  rendered(hand)
  await act(() => playTurn(hand, { report: { droppedMessages: 2, firstKeptId: 'q3' } }))
  expect(leftOut()).toEqual(['q2', 'a2'])
})

test('a place that is not here, and a number that is too high, mark nothing that is sent', async () => {
  const hand = chatInHand({ messages })
  rendered(hand)
  await act(() => playTurn(hand, { report: { droppedMessages: 4, firstKeptId: '__proto__' } }))
  expect(leftOut()).toEqual([])
  await act(() => playTurn(hand, { report: { droppedMessages: 1e9, firstKeptId: 'q2' } }))
  expect(leftOut()).toEqual(['a0', 'q1', 'canned', 'empty'])
})
