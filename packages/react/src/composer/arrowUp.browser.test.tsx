import { act, cleanup, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { Announcer } from '../announce/Announcer.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import * as Thread from '../thread/parts.ts'
import * as Composer from './parts.ts'

afterEach(cleanup)

function composed(arrowUp?: 'edit' | 'recall') {
  const hand = chatInHand({
    messages: [
      question('q1', 'Why is the sky blue?'),
      answer('a1', 'Air scatters blue light.'),
      question('q2', 'And at sunset?\nIn two lines'),
      answer('a2', 'Red is left.'),
    ],
  })
  render(
    <StrictMode>
      <ChatProvider chat={hand.chat}>
        <Thread.Messages />
        <Composer.Root>
          <Composer.Triggers
            triggers={[{ character: '@', label: 'People', items: [{ id: 'a', label: 'Ann' }] }]}
          />
          <Composer.Input arrowUp={arrowUp} />
        </Composer.Root>
        <Announcer />
      </ChatProvider>
    </StrictMode>,
  )
  box().focus()
  return hand
}

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

test.each([undefined, 'edit'] as const)(
  'Up in an empty box edits the last question with %s',
  async (arrowUp) => {
    composed(arrowUp)
    await userEvent.keyboard('{ArrowUp}')
    const editor = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edited message' })
    expect(editor.value).toBe('And at sunset?\nIn two lines')
    expect(box().value).toBe('')
  },
)

describe('with `recall`', () => {
  test('Up brings one question after the other, Down leads back to the empty box', async () => {
    composed('recall')
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('And at sunset?\nIn two lines')
    expect(box().selectionStart).toBe(box().value.length)
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('Why is the sky blue?')
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('Why is the sky blue?')
    await userEvent.keyboard('{ArrowDown}')
    expect(box().value).toBe('And at sunset?\nIn two lines')
    await userEvent.keyboard('{ArrowDown}')
    expect(box().value).toBe('')
    expect(screen.queryByRole('textbox', { name: 'Edited message' })).toBeNull()
  })

  test('what was brought back can be asked anew, and is then the last', async () => {
    const hand = composed('recall')
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{Enter}')
    expect(hand.script.sent).toHaveLength(1)
    expect(box().value).toBe('')
    await act(() => playAnswer(hand))
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('Why is the sky blue?')
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('And at sunset?\nIn two lines')
  })

  test('whatever is written ends it: Up moves the caret', async () => {
    composed('recall')
    await userEvent.keyboard('{ArrowUp}!{ArrowUp}')
    expect(box().value).toBe('And at sunset?\nIn two lines!')
    expect(box().selectionStart).toBeLessThan('And at sunset?\n'.length)
    await userEvent.keyboard('{ArrowDown}')
    expect(box().value).toBe('And at sunset?\nIn two lines!')
  })

  test('a draft is left alone', async () => {
    composed('recall')
    await userEvent.keyboard('A draft{ArrowUp}{ArrowDown}')
    expect(box().value).toBe('A draft')
  })

  test.each(['Shift', 'Control', 'Alt', 'Meta'])('with %s it is another key', async (modifier) => {
    composed('recall')
    await userEvent.keyboard(`{${modifier}>}{ArrowUp}{/${modifier}}`)
    expect(box().value).toBe('')
  })

  test('an input method keeps its keys', async () => {
    composed('recall')
    await cdp().send('Input.imeSetComposition', {
      text: 'に',
      selectionStart: 1,
      selectionEnd: 1,
    })
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('に')
  })

  test('a list of suggestions has them first, and a question brought back opens none', async () => {
    const { chat } = composed('recall')
    act(() => chat.setMessages([question('q', 'Ask @an')]))
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('Ask @an')
    expect(screen.queryByRole('listbox')).toBeNull()
    await userEvent.keyboard('n')
    expect(screen.getAllByRole('option')).toHaveLength(1)
    await userEvent.keyboard('{ArrowUp}')
    expect(box().value).toBe('Ask @ann')
  })

  test('what comes back is spoken, as much as one listens to (T-53)', async () => {
    const { chat } = composed('recall')
    const spoken = (): string =>
      document.querySelector('[data-part=announcer-polite]')?.textContent ?? ''
    await userEvent.keyboard('{ArrowUp}')
    expect(spoken()).toContain('And at sunset? In two lines')
    act(() => chat.setMessages([question('long', 'x'.repeat(10_000))]))
    await userEvent.keyboard('{ArrowDown}')
    await userEvent.keyboard('{Control>}a{/Control}{Delete}{ArrowUp}')
    expect(box().value).toHaveLength(10_000)
    expect(spoken().length).toBeLessThan(400)
  })
})
