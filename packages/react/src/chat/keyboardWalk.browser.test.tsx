import { factsOf, textOf } from '@millrace/protocol'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { Chat } from './Chat.tsx'

afterEach(cleanup)

function focused(): string {
  const { activeElement: at } = document
  return at?.getAttribute('aria-label') ?? at?.textContent ?? ''
}

/** Presses a key until the focus is where it should be. */
async function until(name: string | RegExp, key = '{Tab}', most = 30): Promise<void> {
  for (let press = 0; press < most && !focused().match(name); press++) {
    await userEvent.keyboard(key)
  }
  expect(focused()).toMatch(name)
}

test('all of a conversation by keyboard alone: read, copy, edit, branch, approve, continue', async () => {
  const copied = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue()
  const hand = chatInHand({
    messages: [
      question('q1', 'Why is the sky blue?'),
      answer('a1', 'Air scatters blue light.'),
      question('q2', 'And at sunset?'),
      answer('a2', 'The light comes a lon', { finishReason: 'length' }),
    ],
  })
  render(<Chat chat={hand.chat} sendAutomaticallyWhen={() => false} />)

  // Read: from the composer to the thread, and message by message upwards.
  screen.getByRole('textbox', { name: 'Message' }).focus()
  await userEvent.keyboard('{F6}')
  expect(focused()).toBe('Conversation')
  await userEvent.keyboard('{Alt>}{ArrowUp}{ArrowUp}{ArrowUp}{/Alt}')
  expect((document.activeElement as HTMLElement).dataset['messageId']).toBe('a1')

  // Copy: the next stop is what can be done with it.
  await userEvent.keyboard('{Tab}')
  expect(focused()).toBe('Copy')
  await userEvent.keyboard('{Enter}')
  expect(copied).toHaveBeenCalledTimes(1)
  await vi.waitFor(() => expect(focused()).toBe('Copied'))

  // Continue.
  await userEvent.keyboard('{Alt>}{ArrowDown}{ArrowDown}{/Alt}{Tab}')
  expect(focused()).toBe('Continue')
  await userEvent.keyboard('{Enter}')
  await act(() => playAnswer(hand, { text: 'ger way.' }))
  expect(textOf(hand.chat.getState().messages[3] ?? answer('', ''))).toBe(
    'The light comes a longer way.',
  )

  // Edit: up to the question, along its actions, other words, Enter.
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}{Tab}')
  await until('Edit', '{ArrowRight}')
  await userEvent.keyboard('{Enter} Briefly.{Enter}')
  await act(() => playAnswer(hand, { text: 'Red is left.' }))
  expect(hand.chat.getState().messages.map(textOf).slice(2)).toEqual([
    'And at sunset? Briefly.',
    'Red is left.',
  ])

  // Branch: the focus is at the question's actions; back to the old wording.
  expect(focused()).toBe('Edit')
  await until('Previous version', '{ArrowLeft}')
  await userEvent.keyboard('{Enter}')
  expect(screen.getByText('And at sunset?')).toBeTruthy()
  expect(focused()).toBe('Previous version')

  // Approve: a question that calls a tool.
  await userEvent.keyboard('{F6}Pay the bill.{Enter}')
  hand.script.nextStreamId('pay')
  await act(async () => {
    await hand.script.accept(
      { type: 'start', messageId: 'a5' },
      { type: 'tool-input-available', toolCallId: 'c', toolName: 'pay', input: { euros: 12 } },
      { type: 'tool-approval-request', toolCallId: 'c', approvalId: 'ok' },
    )
    await hand.script.finish()
    hand.frames.all()
  })
  await userEvent.keyboard('{F6}{Alt>}{ArrowUp}{/Alt}')
  await until(/^Approve/)
  await userEvent.keyboard('{Enter}')
  const last = hand.chat.getState().messages.at(-1)
  expect(last?.parts).toContainEqual(
    expect.objectContaining({ approval: expect.objectContaining({ approved: true }) }),
  )
  expect(factsOf(last ?? answer('', '')).status).toBeUndefined()
  // It is still somewhere in the message, not lost to the page.
  const message = screen.getAllByRole('article', { name: 'Assistant' }).at(-1)
  expect(message?.contains(document.activeElement)).toBe(true)
  expect(within(message as HTMLElement).queryByRole('button', { name: /^Approve/ })).toBeNull()
  copied.mockRestore()
})
