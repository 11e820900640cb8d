import { ChatError } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'

afterEach(cleanup)

const refusal = new ChatError('rate_limit', 'x', { retryable: true })

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

function ask(text: string): void {
  fireEvent.change(box(), { target: { value: text } })
  fireEvent.keyDown(box(), { key: 'Enter' })
}

test('what may not be asked while an answer comes stays in the composer', async () => {
  const { chat, script, frames } = chatInHand({ whenBusy: 'reject' })
  render(<Chat chat={chat} />)
  ask('first')
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
  })
  ask('second')
  await waitFor(() => expect(box().value).toBe('second'))
  expect(script.sent).toHaveLength(1)
})

test('a question that is refused again comes back again', async () => {
  const { chat, script } = chatInHand()
  render(<Chat chat={chat} />)
  ask('A question')
  await act(() => script.fail(refusal))
  await waitFor(() => expect(box().value).toBe('A question'))
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(box().value).toBe('')
  await act(() => script.fail(refusal))
  await waitFor(() => expect(box().value).toBe('A question'))
})

test('a queued question that is refused comes back, and not the one that was answered', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} />)
  ask('first')
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
  })
  ask('second')
  await act(async () => {
    await script.finish()
    frames.all()
  })
  await waitFor(() => expect(script.sent).toHaveLength(2))
  await act(() => script.fail(refusal))
  await waitFor(() => expect(box().value).toBe('second'))
})

test('what was typed meanwhile is not replaced by a refused question', async () => {
  const { chat, script } = chatInHand()
  render(<Chat chat={chat} />)
  ask('first')
  fireEvent.change(box(), { target: { value: 'typed meanwhile' } })
  await act(() => script.fail(refusal))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy())
  expect(box().value).toBe('typed meanwhile')
})
