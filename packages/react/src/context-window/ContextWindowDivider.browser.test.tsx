import { endOfStream } from '@millrace/protocol'
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'

afterEach(cleanup)

test('a line in the thread says what the model no longer sees, where it begins to see', async () => {
  const messages = Array.from({ length: 6 }, (_, n) => ({
    id: `m${n}`,
    role: n % 2 === 0 ? ('user' as const) : ('assistant' as const),
    parts: [{ type: 'text' as const, text: `message ${n}` }],
  }))
  const { chat, script, frames } = chatInHand({ messages })
  render(<Chat chat={chat} />)
  void chat.sendMessage('And now?')
  await act(async () => {
    await script.accept(
      { type: 'start', messageId: 'a' },
      {
        type: 'data-millrace-context-window',
        data: { droppedMessages: 4, droppedTurns: 2, firstKeptId: 'm4' },
        transient: true,
      },
      { type: 'text-delta', id: '0', delta: 'Yes.' },
      endOfStream,
    )
    frames.all()
  })
  const line = screen.getByText('4 earlier messages are no longer sent')
  expect(line.nextElementSibling?.textContent).toContain('message 4')
  expect(document.querySelectorAll('[data-part=context-window-divider]')).toHaveLength(1)
})
