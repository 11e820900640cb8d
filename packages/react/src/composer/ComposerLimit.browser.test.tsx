import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import * as Composer from './parts.ts'

afterEach(cleanup)

function composed(hand: ChatInHand, cost = false): void {
  render(
    <ChatProvider chat={hand.chat} catalogue={prices}>
      <Composer.Root>
        <Composer.Input />
        <Composer.Limit cost={cost} className={({ limit }) => limit} />
      </Composer.Root>
    </ChatProvider>,
  )
}

/** By estimate a token each. */
function write(tokens: number): void {
  fireEvent.change(box(), { target: { value: '字'.repeat(tokens) } })
}

function box(): HTMLTextAreaElement {
  return screen.getByRole('textbox')
}

function limit(): HTMLElement {
  return screen.getByRole('status')
}

test('it is there, empty, before it says anything, and empty again afterwards', () => {
  composed(chatInHand())
  const node = limit()
  expect(node.textContent).toBe('')
  expect(node.dataset['limit']).toBeUndefined()
  expect(box().getAttribute('aria-describedby')).toBeNull()
  write(105_400)
  expect(limit()).toBe(node)
  expect(node.textContent).toBe('About 105,000 of 126,000 tokens')
  expect(node.dataset['limit']).toBe('near')
  expect(node.className).toBe('near')
  expect(box().getAttribute('aria-describedby')).toBe(node.id)
  write(10)
  expect(limit()).toBe(node)
  expect(node.textContent).toBe('')
  expect(box().getAttribute('aria-describedby')).toBeNull()
})

test.each([
  [101_580, undefined],
  [101_581, 'near'],
  [126_976, 'near'],
  [126_977, 'over'],
])('%i tokens of 126,976 are %s', (tokens, expected) => {
  composed(chatInHand())
  write(tokens)
  expect(limit().dataset['limit']).toBe(expected)
})

test('what is longer than the limit says so, and can be sent all the same', async () => {
  const hand = chatInHand()
  render(<Chat chat={hand.chat} />)
  write(130_100)
  const node = document.querySelector('[data-part=composer-limit]')
  expect(node?.textContent).toBe(
    'About 131,000 tokens: longer than the model can read. Shorten it, or it may be refused.',
  )
  fireEvent.keyDown(box(), { key: 'Enter' })
  // What counts long conversations is loaded with the first.
  await waitFor(() => expect(hand.script.sent).toHaveLength(1))
  await act(() => hand.script.accept())
  expect(node?.textContent).toBe('')
})

test("the route's limit counts once it is known", async () => {
  const hand = chatInHand()
  composed(hand)
  await act(() => playTurn(hand, { report: { budget: 500 } }))
  write(450)
  expect(limit().textContent).toBe('About 450 of 500 tokens')
  await act(() => playTurn(hand, { report: { budget: 0 } }))
  expect(limit().textContent).toBe('')
})

test('its words do not change with every key', () => {
  composed(chatInHand())
  write(110_100)
  const before = limit().textContent
  write(110_900)
  expect(limit().textContent).toBe(before)
})

test('says what sending costs where that is known: the conversation and the draft', async () => {
  const hand = chatInHand()
  composed(hand, true)
  write(110_000)
  expect(limit().textContent).toBe('About 110,000 of 126,000 tokens')
  const report = { tokens: 9_900 }
  const usage = { inputTokens: 9_900, outputTokens: 100, totalTokens: 10_000 }
  await act(() => playTurn(hand, { report, facts: { model: 'small-1', usage } }))
  // 120,000 tokens at $0.25 a million.
  expect(limit().textContent).toBe('About 110,000 of 126,000 tokens · about $0.030 to send')
  await act(() => playTurn(hand, { report, facts: { model: 'unpriced-1', usage } }))
  expect(limit().textContent).toBe('About 110,000 of 126,000 tokens')
})

test("a caller's own description and id stay", () => {
  const { chat } = chatInHand()
  render(
    <ChatProvider chat={chat}>
      <Composer.Root>
        <Composer.Input aria-describedby="hint" />
        <Composer.Limit id="mine" />
      </Composer.Root>
    </ChatProvider>,
  )
  expect(box().getAttribute('aria-describedby')).toBe('hint')
  write(110_000)
  expect(box().getAttribute('aria-describedby')).toBe('hint mine')
})
