import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'

afterEach(cleanup)

const messages = [0, 2, 4].flatMap((n) => [
  question(`m${n}`, `message ${n}`),
  answer(`m${n + 1}`, `message ${n + 1}`),
])

test('a line in the thread says what the model no longer sees, where it begins to see', async () => {
  const hand = chatInHand({ messages })
  render(<Chat chat={hand.chat} />)
  await act(() => playTurn(hand, { report: { droppedMessages: 4, firstKeptId: 'm4' } }))
  const line = screen.getByText('4 earlier messages are no longer sent')
  expect(line.nextElementSibling?.textContent).toContain('message 4')
  expect(document.querySelectorAll('[data-part=context-window-divider]')).toHaveLength(1)
})

test('a summary in place of what was left out is called one', async () => {
  const hand = chatInHand({ messages })
  render(<Chat chat={hand.chat} />)
  const report = { droppedMessages: 4, firstKeptId: 'm4', summarized: true }
  await act(() => playTurn(hand, { report }))
  expect(screen.getByText('4 earlier messages are sent as a summary')).toBeTruthy()
})

test('while all is sent there is no line', async () => {
  const hand = chatInHand({ messages })
  render(<Chat chat={hand.chat} />)
  await act(() => playTurn(hand, { report: { droppedMessages: 0, firstKeptId: 'm4' } }))
  expect(document.querySelector('[data-part=context-window-divider]')).toBeNull()
})
