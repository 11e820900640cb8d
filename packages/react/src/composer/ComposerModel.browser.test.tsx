import type { ModelList, ModelSource } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'

afterEach(cleanup)

const list: ModelList = {
  models: [{ id: 'fast', provider: 'a', model: 'a-1' }, { id: 'deep' }, { id: 'vision' }],
  default: 'deep',
}

/** A list that comes when a test says so. */
function handSource() {
  const asked: { readonly give: (list: ModelList) => void; readonly fail: () => void }[] = []
  const source: ModelSource = {
    load: ({ signal }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ChatError('aborted', 'Stopped.')))
        asked.push({
          give: resolve,
          fail: () => reject(new ChatError('network', 'No.', { retryable: true })),
        })
      }),
  }
  return { asked, source }
}

function picker(): HTMLSelectElement | null {
  return screen.queryByRole<HTMLSelectElement>('combobox', { name: 'Model' })
}

test('the model that is chosen is asked, also again; until then the route chooses', async () => {
  const { asked, source } = handSource()
  const hand = chatInHand({ models: source })
  render(
    <StrictMode>
      <Chat chat={hand.chat} />
    </StrictMode>,
  )
  await waitFor(() => expect(asked.length).toBeGreaterThan(0))
  expect(picker()).toBeNull()
  await act(async () => asked.at(-1)?.give(list))
  const select = await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Model' })
  expect([...select.options].map(({ text }) => text)).toEqual(['fast', 'deep', 'vision'])
  expect(select.value).toBe('deep')
  const box = screen.getByRole('textbox', { name: 'Message' })
  box.focus()
  await userEvent.keyboard('Hi{Enter}')
  expect(hand.script.sent[0]?.body).toBeUndefined()
  await act(() => playAnswer(hand, { text: 'Hello' }))
  select.focus()
  await userEvent.selectOptions(select, 'vision')
  expect(select.value).toBe('vision')
  box.focus()
  await userEvent.keyboard('And now?{Enter}')
  expect(hand.script.sent[1]?.body).toEqual({ model: 'vision' })
  await act(() => playAnswer(hand, { text: 'Better' }))
  await act(async () => void hand.chat.regenerate({ body: { more: 1 } }))
  expect(hand.script.sent[2]?.body).toEqual({ model: 'vision', more: 1 })
})

test('a list that does not come is asked for again by a button', async () => {
  const { asked, source } = handSource()
  render(<Chat chat={chatInHand({ models: source }).chat} />)
  await waitFor(() => expect(asked).toHaveLength(1))
  await act(async () => asked[0]?.fail())
  await userEvent.click(await screen.findByRole('button', { name: 'Load models again' }))
  await waitFor(() => expect(asked).toHaveLength(2))
  await act(async () => asked[1]?.give(list))
  await waitFor(() => expect(picker()).not.toBeNull())
})

test('with one model there is nothing to choose, and a choice that is gone is taken back', async () => {
  const { asked, source } = handSource()
  const { chat } = chatInHand({ models: source })
  chat.composer.getState().setModel('retired')
  render(<Chat chat={chat} />)
  await waitFor(() => expect(asked).toHaveLength(1))
  await act(async () => asked[0]?.give({ models: [{ id: 'fast' }] }))
  expect(picker()).toBeNull()
  expect(chat.composer.getState().model).toBeUndefined()
})

test('names that are hostile are short, plain words (T-53, T-55)', async () => {
  const { asked, source } = handSource()
  render(<Chat chat={chatInHand({ models: source }).chat} />)
  await waitFor(() => expect(asked).toHaveLength(1))
  const id = `\u202e<img src=x>${'x'.repeat(1000)}`
  await act(async () => asked[0]?.give({ models: [{ id }, { id: 'fast' }] }))
  const option = (await screen.findByRole<HTMLSelectElement>('combobox')).options[0]
  expect(option?.text.length).toBeLessThanOrEqual(60)
  expect(option?.text).not.toContain('\u202e')
})

test('a chat whose route has no list asks for none', () => {
  const { chat } = chatInHand()
  render(<Chat chat={chat} />)
  expect(picker()).toBeNull()
})
