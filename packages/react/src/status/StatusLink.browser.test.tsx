import type { Status } from '@millrace/core'
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { english } from '../labels/labels.ts'
import { answerAutomatically, faces, limit } from './fixtures/faces.ts'
import { row, show, words } from './fixtures/shownRow.tsx'
import * as Parts from './parts.ts'

afterEach(cleanup)

const all = Object.keys(faces) as readonly Status['face'][]

test('the status page is linked where the service does not answer: apart, without a referrer (T-58)', async () => {
  const hand = chatInHand()
  show(hand, { statusUrl: 'https://status.example.com' })
  await act(() => faces.outage.bring(hand))
  const link = screen.getByRole('link', { name: english.statusPage })
  expect(link.outerHTML).toBe(
    '<a data-part="status-link" href="https://status.example.com" target="_blank" rel="noopener noreferrer">Service status</a>',
  )
})

test.each(all)('whether it is linked in the face %s', async (face) => {
  const { bring, options } = faces[face]
  const hand = chatInHand(options)
  show(hand, { statusUrl: 'https://status.example.com' })
  await act(() => bring(hand))
  const isLinked = screen.queryByRole('link', { name: english.statusPage }) !== null
  expect(isLinked).toBe(face === 'outage' || face === 'failed')
})

test.each(['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,<b>', 'x:'])(
  '%j is no such page: no link, and the words stay (T-47)',
  async (statusUrl) => {
    const hand = chatInHand()
    const { container } = render(<Chat chat={hand.chat} statusUrl={statusUrl} />)
    await act(() => faces.outage.bring(hand))
    expect(words()).toBe(english.outage)
    expect(row()?.querySelector('a')).toBeNull()
    expect(container.innerHTML).not.toContain('alert')
  },
)

test('a link of its own is checked as well', async () => {
  const hand = chatInHand()
  render(
    <ChatProvider chat={hand.chat}>
      <Parts.Root>
        <Parts.Link href="javascript:alert(1)">No</Parts.Link>
        <Parts.Link href="/status">Yes</Parts.Link>
      </Parts.Root>
    </ChatProvider>,
  )
  await act(() => faces.outage.bring(hand))
  expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['Yes'])
})

test('when an outage gets better is said where that is known', async () => {
  const hand = chatInHand()
  show(hand)
  await act(() => answerAutomatically(hand, 'outage', limit(hand, 300_000)))
  expect(words()).toBe('The AI service is not answering right now. Try again after 12:05 PM.')
})
