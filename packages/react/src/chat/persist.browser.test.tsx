import { createPersistence, type DevicePersistence } from '@millrace/core'
import { ChatError, randomId } from '@millrace/protocol'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { chatInHand, type ChatInHand } from '../fixtures/chatInHand.ts'
import { Chat } from './Chat.tsx'

let opened: DevicePersistence[] = []

afterEach(async () => {
  cleanup()
  vi.restoreAllMocks()
  for (const persist of opened) await persist.signOut()
  opened = []
})

/** The page as it comes up: another chat object of the same name, over the same database. */
function open(user: string, onExport?: () => void): ChatInHand {
  cleanup()
  const persist = createPersistence({ user })
  opened.push(persist)
  // Ids are of all pages: they must differ.
  const hand = chatInHand({ id: 'conversation', persist, newId: randomId })
  render(
    <StrictMode>
      <Chat chat={hand.chat} onExport={onExport} />
    </StrictMode>,
  )
  return hand
}

async function send(hand: ChatInHand, text: string): Promise<void> {
  const before = hand.script.sent.length
  await userEvent.fill(screen.getByRole('textbox', { name: 'Message' }), text)
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(hand.script.sent).toHaveLength(before + 1))
}

async function answer(hand: ChatInHand, text: string): Promise<void> {
  await hand.script.accept()
  await hand.script.text(text)
  await hand.script.finish()
  hand.frames.all()
  await waitFor(() => expect(hand.chat.getState().run.status).toBe('idle'))
  // It is kept as what it became.
  const kept = opened.at(-1)?.chat('conversation')
  await waitFor(async () => expect((await kept?.open(1))?.run).toBeUndefined())
}

function shown(): readonly (string | null)[] {
  return [...document.querySelectorAll('[data-part=message-body]')].map((one) => one.textContent)
}

test('what was said is here when the page comes again, and nothing is asked for it', async () => {
  const first = open('said')
  await send(first, 'Which way?')
  await answer(first, 'Downstream.')
  const second = open('said')
  await waitFor(() => expect(shown()).toEqual(['Which way?', 'Downstream.']))
  expect(second.script.sent).toEqual([])
  expect(second.script.resumed).toEqual([])
})

test('what waits for the network is shown as waiting, also after a reload, can be taken back, and is sent once', async () => {
  const first = open('waiting')
  await send(first, 'One')
  await first.script.fail(new ChatError('network', 'Lost.', { retryable: true }))
  await screen.findByRole('button', { name: 'Take back' })
  await userEvent.fill(screen.getByRole('textbox', { name: 'Message' }), 'Two')
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(screen.getAllByRole('button', { name: 'Take back' })).toHaveLength(2))
  expect(shown()).toEqual([])
  await userEvent.click(screen.getAllByRole('button', { name: 'Take back' })[1] ?? document.body)
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' }).value).toBe('Two')

  const second = open('waiting')
  await waitFor(() => expect(second.script.sent).toHaveLength(1))
  expect(second.script.sent[0]?.runId).toBe(first.script.sent[0]?.runId)
  await answer(second, 'Here.')
  expect(shown()).toEqual(['One', 'Here.'])
  expect(second.script.sent).toHaveLength(1)
})

test('where nothing can be kept it says so, offers a file, and nothing is lost (T-39)', async () => {
  const full = new DOMException('There is no room.', 'QuotaExceededError')
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw full
  })
  const onExport = vi.fn<() => void>()
  const hand = open('full', onExport)
  await send(hand, 'Which way?')
  await answer(hand, 'Downstream.')
  const save = await screen.findByRole('button', { name: /export|save/i })
  expect(document.querySelector<HTMLElement>('[data-part=status]')?.dataset['face']).toBe(
    'not-saved',
  )
  expect(shown()).toEqual(['Which way?', 'Downstream.'])
  await userEvent.click(save)
  expect(onExport).toHaveBeenCalledOnce()
  // There is room again: what was said meanwhile is kept with what is said next.
  vi.restoreAllMocks()
  await send(hand, 'And then?')
  await answer(hand, 'To the sea.')
  await waitFor(() => expect(document.querySelector('[data-part=status]')).toBeNull())
  open('full')
  await waitFor(() =>
    expect(shown()).toEqual(['Which way?', 'Downstream.', 'And then?', 'To the sea.']),
  )
})
