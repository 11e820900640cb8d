import { ChatError } from '@millrace/protocol'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import type { Suggestion } from './Suggestion.ts'

afterEach(cleanup)

const suggestions: readonly Suggestion[] = [
  'Why is the sky blue?',
  { label: 'A letter', text: 'Write a letter to ', description: 'to whom?', does: 'write' },
]

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

function offered(): string[] {
  return screen
    .queryAllByRole('button', { name: /./ })
    .flatMap((button) => (button.dataset['part'] === 'suggestion' ? [button.textContent] : []))
}

test('questions to begin with are asked by keyboard, what was being written stays, and they go', async () => {
  const hand = chatInHand()
  hand.chat.composer.getState().setText('Half a thought')
  render(
    <StrictMode>
      <Chat chat={hand.chat} suggestions={suggestions} />
    </StrictMode>,
  )
  expect(screen.getByRole('list', { name: 'Suggestions' })).toBeTruthy()
  screen.getByRole('button', { name: 'Why is the sky blue?' }).focus()
  await userEvent.keyboard('{Enter}')
  expect(hand.script.sent[0]?.messages[0]?.parts).toEqual([
    { type: 'text', text: 'Why is the sky blue?' },
  ])
  expect(document.activeElement).toBe(box())
  expect(box().value).toBe('Half a thought')
  expect(offered()).toEqual([])
})

test('one that is to be completed is written, behind what is there', async () => {
  const hand = chatInHand()
  render(<Chat chat={hand.chat} suggestions={suggestions} />)
  const letter = screen.getByRole('button', { name: /^A letter/ })
  await userEvent.click(letter)
  expect(box().value).toBe('Write a letter to ')
  await userEvent.fill(box(), 'Please')
  await userEvent.click(letter)
  expect(box().value).toBe('Please\nWrite a letter to ')
  expect(hand.script.sent).toHaveLength(0)
})

test('one that the server does not take comes to the message box', async () => {
  const hand = chatInHand()
  render(<Chat chat={hand.chat} suggestions={suggestions} />)
  await userEvent.click(screen.getByRole('button', { name: 'Why is the sky blue?' }))
  await act(() => hand.script.fail(new ChatError('rate_limit', 'x', { retryable: true })))
  await waitFor(() => expect(box().value).toBe('Why is the sky blue?'))
})

const followUps = (): readonly Suggestion[] => ['And at sunset?']

test('questions to go on with stand after the last answer, and not while one comes', async () => {
  const hand = chatInHand()
  render(<Chat chat={hand.chat} followUps={followUps} suggestions={suggestions} />)
  await act(() => playTurn(hand, { question: 'Why is the sky blue?' }))
  expect(offered()).toEqual(['And at sunset?'])
  await userEvent.click(screen.getByRole('button', { name: 'And at sunset?' }))
  expect(offered()).toEqual([])
  expect(hand.script.sent).toHaveLength(2)
})

test.each([
  ['stopped', answer('a', 'Half', { status: 'stopped' })],
  ['failed', answer('a', 'Half', { status: 'failed' })],
])('nothing is offered after an answer that was %s', (_, last) => {
  const { chat } = chatInHand({ messages: [question('q', 'Hi'), last] })
  render(<Chat chat={chat} followUps={followUps} />)
  expect(offered()).toEqual([])
})
