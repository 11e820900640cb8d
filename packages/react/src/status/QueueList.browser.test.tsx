import { ChatError, textOf } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { english } from '../labels/labels.ts'
import { unreachable } from './fixtures/faces.ts'

afterEach(cleanup)

function entries(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-part=queue] > li')]
}

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

function button(entry: HTMLElement | undefined, name: string): HTMLElement {
  return within(entry ?? document.createElement('li')).getByRole('button', { name })
}

/** Two questions wait; the server is back, does not take the first for its content, and answers the second. */
async function withRefused(): Promise<ChatInHand> {
  const hand = chatInHand({ whenOffline: 'wait' })
  render(<Chat chat={hand.chat} announce="off" />)
  await act(async () => {
    void hand.chat.sendMessage('How do I pick a lock?')
    await hand.script.fail(unreachable())
    void hand.chat.sendMessage('And how are locks made?')
    await hand.script.fail(unreachable())
    hand.chat.tryNow()
    await hand.script.fail(new ChatError('not_found', 'Nothing runs.'))
    await hand.script.fail(new ChatError('content_policy', 'Refused by the filter at host 7.'))
    await playAnswer(hand, { text: 'Of brass.' })
  })
  return hand
}

test('while the server cannot be reached, the list says what it waits for', async () => {
  const hand = chatInHand({ whenOffline: 'wait' })
  render(<Chat chat={hand.chat} announce="off" />)
  await act(async () => {
    void hand.chat.sendMessage('One')
    await hand.script.fail(unreachable())
  })
  expect(screen.getByRole('list', { name: english.queuedOffline })).toBeTruthy()
  expect(entries().map((entry) => entry.textContent)).toEqual(['OneTake back'])
})

test('a question that the server refuses says why, in our words, and holds up no other (T-41)', async () => {
  const hand = await withRefused()
  expect(entries()).toHaveLength(1)
  const [entry] = entries()
  expect(entry?.hasAttribute('data-refused')).toBe(true)
  expect(entry?.textContent).toBe(
    `How do I pick a lock?EditDiscard${english.notSent}: ${english.errors.content_policy}`,
  )
  expect(hand.chat.getState().messages.map(textOf)).toEqual([
    'And how are locks made?',
    'Of brass.',
  ])
  expect(screen.getByRole('list', { name: english.queued })).toBeTruthy()
})

test('its buttons are described by the question and the reason', async () => {
  await withRefused()
  const [entry] = entries()
  for (const name of [english.edit, english.discard]) {
    const ids = button(entry, name).getAttribute('aria-describedby')?.split(' ') ?? []
    expect(ids.map((id) => document.getElementById(id)?.textContent)).toEqual([
      'How do I pick a lock?',
      `${english.notSent}: ${english.errors.content_policy}`,
    ])
  }
})

test('Edit takes it into the message box, behind what is written there, and the focus goes with it (T-41)', async () => {
  const hand = await withRefused()
  fireEvent.change(box(), { target: { value: 'Another thing:' } })
  const edit = button(entries()[0], english.edit)
  edit.focus()
  await act(async () => edit.click())
  expect(box().value).toBe('Another thing:\n\nHow do I pick a lock?')
  expect(entries()).toEqual([])
  expect(hand.chat.getState().queue).toEqual([])
  expect(document.activeElement).toBe(box())
})

test('Discard throws it away, and nothing else', async () => {
  const hand = await withRefused()
  fireEvent.change(box(), { target: { value: 'Another thing' } })
  const discard = button(entries()[0], english.discard)
  discard.focus()
  await act(async () => discard.click())
  expect(box().value).toBe('Another thing')
  expect(hand.chat.getState().queue).toEqual([])
  expect(hand.chat.getState().messages).toHaveLength(2)
  expect(document.activeElement).toBe(box())
})

test('when a question is sent while the focus is on its button, that goes to the message box', async () => {
  const hand = chatInHand()
  render(<Chat chat={hand.chat} announce="off" />)
  await act(async () => {
    void hand.chat.sendMessage('One')
    await hand.script.accept()
    void hand.chat.sendMessage('Two')
  })
  button(entries()[0], english.cancelQueued).focus()
  await act(async () => {
    await hand.script.text('Yes.')
    await hand.script.finish()
    hand.frames.all()
  })
  expect(entries()).toEqual([])
  expect(document.activeElement).toBe(box())
})
