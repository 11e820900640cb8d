import { act, cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { answer } from '../fixtures/said.ts'
import { chatInHand } from '../fixtures/chatInHand.ts'

afterEach(cleanup)

test('a document that was used is named among the sources', () => {
  const part = {
    type: 'source-document' as const,
    sourceId: 's',
    mediaType: 'application/pdf',
    title: 'The handbook',
  }
  const { chat } = chatInHand({ messages: [answer('1', [{ type: 'text', text: 'See.' }, part])] })
  render(<Chat chat={chat} />)
  expect(screen.getByRole('region', { name: 'Sources' }).textContent).toContain('The handbook')
})

test('the actions are there while the answer comes, and stay the same nodes', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} />)
  void chat.sendMessage('Hi')
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
  })
  const message = within(screen.getByRole('article', { name: 'Assistant' }))
  const copy = message.getByRole('button', { name: 'Copy' })
  expect(message.getByRole('button', { name: 'Answer again' }).ariaDisabled).toBe('true')
  await act(async () => {
    await script.finish()
    frames.all()
  })
  expect(message.getByRole('button', { name: 'Copy' })).toBe(copy)
  expect(message.getByRole('button', { name: 'Answer again' }).ariaDisabled).toBeNull()
})
