import { canContinue } from '@millrace/core'
import { ChatError, factsOf, textOf } from '@millrace/protocol'
import { act, cleanup, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer, playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'

afterEach(cleanup)

const firstHalf = 'Every day:\n\n```sh\nbackup --since yest'
const secondHalf = 'erday --to /mnt/cold\n```\n\nIt waits for the disk.'
const cut = answer('a', firstHalf, { finishReason: 'length' })
const conversation = [question('q', 'How do I back up?'), cut]

function carryOn(): HTMLElement | null {
  return screen.queryByRole('button', { name: 'Continue' })
}

test('an answer that was cut in a fence goes on as one text, by keyboard', async () => {
  const hand = chatInHand({ messages: conversation })
  render(
    <StrictMode>
      <Chat chat={hand.chat} />
    </StrictMode>,
  )
  const button = carryOn()
  const shown = document.querySelector('[data-part=message-body] > [data-part=markdown]')
  // Why it is there is said with it.
  const description = document.getElementById(button?.getAttribute('aria-describedby') ?? '')
  expect(description?.textContent).toBe('The answer reached its length limit.')
  screen.getByRole('region', { name: 'Conversation' }).focus()
  for (let at = 0; at < 9 && document.activeElement !== button; at++) {
    await userEvent.keyboard('{Tab}')
  }
  await userEvent.keyboard('{Enter}')
  await act(() => hand.script.accept({ type: 'start', messageId: 'a' }))
  await act(async () => {
    await hand.script.push(
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: secondHalf.slice(0, 9) },
    )
    hand.frames.all()
  })
  expect(carryOn()).toBe(button)
  expect(button?.ariaDisabled).toBe('true')
  expect(document.activeElement).toBe(button)
  await userEvent.keyboard('{Enter}')
  expect(hand.script.sent).toHaveLength(1)
  await act(async () => {
    await hand.script.push({ type: 'text-delta', id: '0', delta: secondHalf.slice(9) })
    await hand.script.finish()
    hand.frames.all()
  })
  expect(hand.script.sent[0]?.continues).toBe('a')
  expect(document.querySelectorAll('[data-role=assistant]')).toHaveLength(1)
  expect(document.querySelectorAll('pre')).toHaveLength(1)
  expect(document.querySelector('pre')?.textContent).toBe('backup --since yesterday --to /mnt/cold')
  // The text that was cut is the one that went on: the same node.
  expect(document.querySelector('[data-part=message-body] > [data-part=markdown]')).toBe(shown)
  // It has gone, and the focus is at the action beside it.
  expect(carryOn()).toBeNull()
  const copy = screen.getAllByRole('button', { name: 'Copy' }).at(-1)
  expect(document.activeElement).toBe(copy)
  const copied = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue()
  await userEvent.keyboard('{Enter}')
  const item = copied.mock.calls[0]?.[0][0]
  expect(await (await item?.getType('text/plain'))?.text()).toBe(firstHalf + secondHalf)
  copied.mockRestore()
})

test('an answer that is cut again can be carried on again, with the same button', async () => {
  const hand = chatInHand({ messages: conversation })
  render(<Chat chat={hand.chat} />)
  const button = carryOn()
  button?.focus()
  await userEvent.keyboard('{Enter}')
  await act(() => playAnswer(hand, { text: 'erday --to /mn', facts: { finishReason: 'length' } }))
  expect(carryOn()).toBe(button)
  expect(button?.ariaDisabled).toBeNull()
  expect(document.activeElement).toBe(button)
})

test('a model that thinks before it goes on breaks no word in two: its thoughts stand behind', async () => {
  const hand = chatInHand({ messages: conversation })
  render(<Chat chat={hand.chat} />)
  const shown = document.querySelector('[data-part=message-body] > [data-part=markdown]')
  await userEvent.click(carryOn() as HTMLElement)
  await act(async () => {
    await hand.script.accept(
      { type: 'start', messageId: 'a' },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Where was I?' },
      { type: 'reasoning-end', id: 'r' },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: secondHalf.slice(0, 9) },
    )
    hand.frames.all()
  })
  const markdown = document.querySelectorAll('[data-part=message-body] > [data-part=markdown]')
  expect([...markdown]).toEqual([shown])
  expect(shown?.textContent).toContain('backup --since yesterday')
  await act(async () => {
    await hand.script.push({ type: 'text-delta', id: '0', delta: secondHalf.slice(9) })
    await hand.script.finish()
    hand.frames.all()
  })
  expect(document.querySelectorAll('pre')).toHaveLength(1)
  expect(shown?.textContent).toContain('It waits for the disk.')
  const thoughts = document.querySelector('[data-part=reasoning]')
  expect(thoughts).not.toBeNull()
  expect(shown?.compareDocumentPosition(thoughts as Node)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test.each(['stopped', 'interrupted', 'failed'] as const)(
  'a %s answer can be carried on',
  (status) => {
    render(<Chat chat={chatInHand({ messages: [answer('a', 'Half', { status })] }).chat} />)
    expect(carryOn()).not.toBeNull()
  },
)

test.each([
  ['that is whole', answer('a', 'Whole.', { finishReason: 'stop' })],
  ['of which nothing came', answer('a', '', { status: 'failed' })],
  ['that is an automatic reply', answer('a', 'Later.', { canned: 'outage', status: 'failed' })],
])('an answer %s has no such button', (_, message) => {
  render(<Chat chat={chatInHand({ messages: [message] }).chat} />)
  expect(carryOn()).toBeNull()
})

test('only the last answer has it', async () => {
  const hand = chatInHand({ messages: conversation })
  render(<Chat chat={hand.chat} />)
  await act(() => playTurn(hand, { question: 'Thank you.' }))
  expect(carryOn()).toBeNull()
})

describe('a continuation that fails', () => {
  const refusal = new ChatError('rate_limit', 'x', { retryable: true })

  test('before it was taken leaves the answer, and is tried again as a continuation', async () => {
    const hand = chatInHand({ messages: conversation })
    const unhandled = vi.fn()
    addEventListener('unhandledrejection', unhandled)
    render(<Chat chat={hand.chat} />)
    await userEvent.click(carryOn() as HTMLElement)
    await act(() => hand.script.fail(refusal))
    expect(screen.getByText(/^Too many requests/)).toBeTruthy()
    expect(hand.chat.getState().messages).toEqual(conversation)
    expect(carryOn()?.ariaDisabled).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(hand.script.sent.map(({ continues }) => continues)).toEqual(['a', 'a'])
    await act(() => playAnswer(hand, { text: secondHalf }))
    expect(hand.chat.getState().messages.map(textOf)).toEqual([
      'How do I back up?',
      firstHalf + secondHalf,
    ])
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('')
    expect(unhandled).not.toHaveBeenCalled()
    removeEventListener('unhandledrejection', unhandled)
  })

  test('on its way goes on from there', async () => {
    const hand = chatInHand({ messages: conversation, reconnect: { maxAttempts: 0 } })
    render(<Chat chat={hand.chat} />)
    await userEvent.click(carryOn() as HTMLElement)
    await act(async () => {
      await hand.script.accept(
        { type: 'start', messageId: 'a' },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: 'erday --to /mnt' },
      )
      hand.frames.frame()
      await hand.script.close()
      hand.frames.all()
    })
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(hand.script.sent.map(({ continues }) => continues)).toEqual(['a', 'a'])
    await act(() => playAnswer(hand, { text: '/cold\n```' }))
    const last = hand.chat.getState().messages.at(-1)
    expect(textOf(last ?? cut)).toBe(`${firstHalf}erday --to /mnt/cold\n\`\`\``)
    expect(factsOf(last ?? cut).finishReason).toBe('stop')
    expect(canContinue(last ?? cut)).toBe(false)
  })
})
