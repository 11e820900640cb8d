import type { ChatHistory } from '@millrace/core'
import { manualHistory, scriptedTransport } from '@millrace/core/testing'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { type ReactNode, useEffect } from 'react'
import { afterEach, expect, test } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { question } from '../fixtures/said.ts'
import { useChat } from './useChat.ts'

afterEach(cleanup)

test('a field that is first read in a handler is as it is then, and wakes the component from then on', async () => {
  const { chat, script, frames } = chatInHand()
  const seen: number[] = []
  let renders = 0
  function Ask(): ReactNode {
    // The compiler would read the field in render, to know when the handler changes.
    'use no memo'
    const result = useChat({ chat })
    useEffect(() => {
      renders++
    })
    return (
      <button type="button" onClick={() => seen.push(result.messages.length)}>
        Count
      </button>
    )
  }
  render(<Ask />)
  void chat.sendMessage('Hi')
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
  })
  expect(renders).toBe(1)
  fireEvent.click(screen.getByRole('button'))
  expect(seen).toEqual([2])
  await act(async () => {
    await script.text('lo')
    await script.finish()
    frames.all()
  })
  expect(renders).toBe(2)
})

const { transport } = scriptedTransport()

function Earlier({ history }: { readonly history: ChatHistory }): ReactNode {
  const { messages, earlier, loadEarlier } = useChat({ transport, history })
  return (
    <button type="button" onClick={() => void loadEarlier()}>
      {messages.map(({ id }) => id).join()} {earlier.status}
    </button>
  )
}

test('earlier messages are loaded from the history of the latest render', async () => {
  const first = manualHistory(20)
  const latest = manualHistory()
  const { rerender } = render(<Earlier history={first} />)
  const button = screen.getByRole('button', { name: 'more' })
  rerender(<Earlier history={latest} />)
  fireEvent.click(button)
  expect(button.textContent).toBe(' loading')
  expect([first.requests.length, latest.requests.length]).toEqual([0, 1])
  await act(() => latest.bring([question('q1', 'Hi')], false))
  expect(button.textContent).toBe('q1 none')
})
