import { act, cleanup, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { english } from '../labels/labels.ts'
import { answerAutomatically, limit, refuse } from './fixtures/faces.ts'
import { button, row, show, timer, words } from './fixtures/shownRow.tsx'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('a limit is counted down second by second, and then one can try again', async () => {
  const hand = chatInHand()
  show(hand)
  await act(() => refuse(hand, 80_000))
  expect(words()).toBe(english.errors.rate_limit)
  expect(timer()?.textContent).toBe('1 min 20 sec')
  expect(timer()?.getAttribute('aria-live')).toBe('off')
  expect(button(english.retry)).toBeNull()
  await act(() => hand.clock.advance(1000))
  expect(timer()?.textContent).toBe('1 min 19 sec')
  await act(() => hand.clock.advance(78_000))
  expect(timer()?.textContent).toBe('1 sec')
  await act(() => hand.clock.advance(999))
  expect(timer()?.textContent).toBe('1 sec')
  expect(button(english.retry)).toBeNull()
  await act(() => hand.clock.advance(1))
  expect(timer()).toBeNull()
  expect(row()?.dataset['face']).toBe('failed')
  await act(async () => button(english.retry)?.click())
  expect(hand.script.sent).toHaveLength(2)
  expect(row()).toBeNull()
})

test('a limit that does not end with a second is counted in whole ones all the same', async () => {
  const hand = chatInHand()
  show(hand)
  await act(() => refuse(hand, 2500))
  expect(timer()?.textContent).toBe('3 sec')
  await act(() => hand.clock.advance(500))
  expect(timer()?.textContent).toBe('2 sec')
  await act(() => hand.clock.advance(1999))
  expect(timer()?.textContent).toBe('1 sec')
})

test('a countdown takes one timer, none while nobody sees the page, and none when it is taken away', async () => {
  const hand = chatInHand()
  const { unmount } = show(hand)
  await act(() => refuse(hand, 30_000))
  // One is the chat's own.
  expect(hand.clock.pending).toBe(2)
  act(() => setHidden(true))
  expect(hand.clock.pending).toBe(1)
  await act(() => hand.clock.advance(10_000))
  expect(timer()?.textContent).toBe('30 sec')
  act(() => setHidden(false))
  expect(timer()?.textContent).toBe('20 sec')
  expect(hand.clock.pending).toBe(2)
  unmount()
  expect(hand.clock.pending).toBe(1)
})

test('a limit keeps an automatic reply from being tried again, and says why', async () => {
  const hand = chatInHand()
  show(hand)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 8000)))
  const reply = screen.getByRole('article', { name: 'Assistant' })
  const retry = within(reply).getByRole('button', { name: english.retry })
  retry.focus()
  expect(retry.getAttribute('aria-disabled')).toBe('true')
  expect(retry.title).toBe(english.errors.rate_limit)
  await act(async () => retry.click())
  expect(hand.script.sent).toHaveLength(1)
  await act(() => hand.clock.advance(8000))
  expect(row()).toBeNull()
  expect(retry.hasAttribute('aria-disabled')).toBe(false)
  expect(retry.title).toBe('')
  expect(document.activeElement).toBe(retry)
  await act(async () => retry.click())
  expect(hand.script.sent).toHaveLength(2)
})

test('a limit keeps a question that was stopped from being asked again', async () => {
  const hand = chatInHand()
  show(hand)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 8000)))
  await act(async () => {
    void hand.chat.sendMessage('And now?')
    await hand.chat.stop()
  })
  const retries = screen.getAllByRole('button', { name: english.retry })
  expect(retries).toHaveLength(2)
  expect(retries.map((one) => one.getAttribute('aria-disabled'))).toEqual(['true', 'true'])
})

function setHidden(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
}
