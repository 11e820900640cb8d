import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { everything } from '../fixtures/everything.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { arabic } from '../labels/arabic.ts'
import { german } from '../labels/german.ts'
import { english } from '../labels/labels.ts'
import './styles.css'

const root = document.documentElement

afterEach(async () => {
  cleanup()
  root.removeAttribute('style')
  await page.viewport(800, 600)
})

/** What may be wider than the window: it scrolls by itself. */
const scrolling = 'pre, [data-part=table-scroll], [data-part=tool-value], [data-display]'

/** What reaches out of the window, and stands in nothing that scrolls. */
function reachingOut(chat: Element): readonly string[] {
  const { left, right } = chat.getBoundingClientRect()
  return [...chat.querySelectorAll('*')]
    .filter((element) => element.closest(scrolling) === null && element.checkVisibility())
    .filter((element) => {
      const box = element.getBoundingClientRect()
      return box.width > 1 && (box.left < left - 1 || box.right > right + 1)
    })
    .map(({ outerHTML }) => outerHTML.slice(0, 120))
}

/** https://www.w3.org/TR/WCAG22/#text-spacing */
const spacedOut = `* {
  line-height: 1.5 !important;
  letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important;
}
p { margin-block-end: 2em !important }`

test.each([
  ['in a window of 320 px', 320, '100%', english],
  ['in a window of 320 px, from right to left', 320, '100%', arabic],
  ['with text of 200 %', 640, '200%', english],
  ['with text of 200 % in a window of 320 px', 320, '200%', german],
] as const)('%s nothing is cut off at the side', async (_, widthPx, fontSize, labels) => {
  await page.viewport(widthPx, 900)
  root.style.fontSize = fontSize
  const hand = chatInHand({ messages: everything })
  const { container } = render(
    <Chat chat={hand.chat} labels={labels} showUsage showTimes onFeedback={() => {}} />,
  )
  await act(() => playTurn(hand, { report: { tokens: 110_000, droppedMessages: 4 } }))
  act(() => hand.chat.composer.getState().setText('Unbroken'.repeat(40)))
  const chat = container.querySelector('[data-part=chat]')
  if (chat === null) throw new Error('There is no chat.')
  expect(chat.querySelectorAll('button').length).toBeGreaterThan(20)
  expect(reachingOut(chat)).toEqual([])
  const style = chat.appendChild(document.createElement('style'))
  style.textContent = spacedOut
  expect(reachingOut(chat), 'with text spaced out').toEqual([])
})

test('whatever is pressed is 24 px high and wide at least (WCAG 2.5.8)', () => {
  const hand = chatInHand({ messages: everything })
  const { container } = render(<Chat chat={hand.chat} onFeedback={() => {}} />)
  const buttons = [...container.querySelectorAll('button')].filter((button) =>
    button.checkVisibility(),
  )
  expect(buttons.length).toBeGreaterThan(20)
  const small = buttons.flatMap((button) => {
    const { width, height } = button.getBoundingClientRect()
    // Of a number in a text the target is what lies on it.
    const target = Number.parseFloat(getComputedStyle(button, '::after').width)
    const widest = Number.isNaN(target) ? width : Math.max(width, target)
    const highest = Number.isNaN(target) ? height : Math.max(height, target)
    return widest < 24 || highest < 24
      ? [`${button.outerHTML.slice(0, 80)} ${width}×${height}`]
      : []
  })
  expect(small).toEqual([])
})
