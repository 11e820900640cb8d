import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { everything } from '../fixtures/everything.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import './styles.css'

afterEach(cleanup)

function styleOf(element: Element | null): CSSStyleDeclaration {
  if (element === null) throw new Error('There is no such element.')
  return getComputedStyle(element)
}

test.each(['light', 'dark'] as const)('variables set above a %s chat reach it', (theme) => {
  const { container } = render(<Chat chat={chatInHand().chat} theme={theme} />)
  container.style.setProperty('--millrace-background', 'rgb(1, 2, 3)')
  container.style.setProperty('--millrace-font-text', 'monospace')
  const style = styleOf(container.querySelector('[data-part="chat"]'))
  expect(style.backgroundColor).toBe('rgb(1, 2, 3)')
  expect(style.fontFamily).toBe('monospace')
})

test('without a theme it follows the reader, with one it does not', () => {
  const background = (theme?: 'light' | 'dark'): string => {
    cleanup()
    const { container } = render(<Chat chat={chatInHand().chat} theme={theme} />)
    return styleOf(container.querySelector('[data-part="chat"]')).backgroundColor
  }
  // Tests run in a browser that prefers light.
  expect(background()).toBe(background('light'))
  expect(background('dark')).not.toBe(background('light'))
})

test.each([
  [320, 'ltr'],
  [320, 'rtl'],
  [800, 'ltr'],
  [800, 'rtl'],
] as const)(
  'in a window of %i px, %s, the details of the meter are beside it and in view',
  async (widthPx, dir) => {
    await page.viewport(widthPx, 600)
    const hand = chatInHand()
    const { container } = render(<Chat chat={hand.chat} dir={dir} showUsage />)
    container.style.blockSize = '100dvh'
    await act(() => playTurn(hand, { report: { tokens: 100_000, droppedMessages: 12 } }))
    const trigger = screen.getByRole('button', { name: /^Context/ })
    await userEvent.click(trigger)
    const details = screen.getByRole('group', { name: 'Context window' }).getBoundingClientRect()
    expect(details.left).toBeGreaterThanOrEqual(0)
    expect(details.right).toBeLessThanOrEqual(widthPx)
    expect(details.top).toBeGreaterThanOrEqual(0)
    const { top, left, right } = trigger.getBoundingClientRect()
    expect(details.bottom).toBeLessThanOrEqual(top)
    expect(top - details.bottom).toBeLessThan(20)
    // They end where the trigger ends, as long as there is room.
    if (widthPx === 800)
      expect(dir === 'ltr' ? details.right : details.left).toBeCloseTo(dir === 'ltr' ? right : left)
    await page.viewport(800, 600)
  },
)

test('a long conversation, with all there is, makes the thread longer and never the page', async () => {
  await page.viewport(800, 600)
  const messages = [...everything, ...everything.map((one) => ({ ...one, id: `${one.id}-again` }))]
  const { chat } = chatInHand({ messages })
  const { container } = render(<Chat chat={chat} showUsage onFeedback={() => {}} />)
  container.style.blockSize = '400px'
  const thread = screen.getByRole('region', { name: 'Conversation' })
  expect(thread.scrollHeight).toBeGreaterThan(1000)
  expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(600)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(800)
})

test('where motion is unwelcome nothing moves by itself', async () => {
  const { chat, script } = chatInHand({ messages: [...everything] })
  const { container } = render(<Chat chat={chat} />)
  void chat.sendMessage('And now?')
  await act(() => script.accept())
  // Tests run in a browser that asks for less motion.
  expect(container.querySelector('[data-part=waiting]')).not.toBeNull()
  const moving = [...container.querySelectorAll('*')].filter(
    (element) => styleOf(element).animationName !== 'none',
  )
  expect(moving).toEqual([])
})
