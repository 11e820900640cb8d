import { type DraftStorage, idbDrafts } from '@millrace/core'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'

afterEach(() => {
  cleanup()
  indexedDB.deleteDatabase('millrace-drafts-ada')
  indexedDB.deleteDatabase('millrace-drafts-bob')
})

const attachments = {}

/** The page as it comes up: another chat object of the same name. */
async function open(drafts: DraftStorage) {
  const hand = chatInHand({ id: 'conversation' })
  render(
    <StrictMode>
      <Chat chat={hand.chat} attachments={attachments} drafts={drafts} />
    </StrictMode>,
  )
  await screen.findByRole('button', { name: 'Attach files' })
  return hand
}

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

function file(): HTMLElement | null {
  return document.querySelector('[data-part=attachment]')
}

test('what was written and attached is here when the page comes back, for whoever wrote it', async () => {
  await open(idbDrafts({ user: 'ada' }))
  await userEvent.fill(box(), 'Half a thought')
  const clipboardData = new DataTransfer()
  clipboardData.items.add(new File(['Read me.'], 'notes.txt', { type: 'text/plain' }))
  act(() => void box().dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true })))
  await waitFor(() => expect(file()?.dataset['status']).toBe('ready'))
  // What a browser says when a page is about to go.
  dispatchEvent(new Event('pagehide'))
  const stored = idbDrafts({ user: 'ada' })
  await waitFor(async () => expect((await stored.load('conversation'))?.files).toHaveLength(1))
  cleanup()

  await open(idbDrafts({ user: 'bob' }))
  expect([box().value, file()]).toEqual(['', null])
  cleanup()

  const { script } = await open(idbDrafts({ user: 'ada' }))
  await waitFor(() => expect(box().value).toBe('Half a thought'))
  await waitFor(() => expect(file()?.dataset['status']).toBe('ready'))
  box().focus()
  await userEvent.keyboard('{Enter}')
  expect(script.sent[0]?.messages[0]?.parts).toEqual([
    {
      type: 'file',
      mediaType: 'text/plain',
      filename: 'notes.txt',
      url: `data:text/plain;base64,${btoa('Read me.')}`,
    },
    { type: 'text', text: 'Half a thought' },
  ])
})
