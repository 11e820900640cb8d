import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { arabic } from '../labels/arabic.ts'
import { german } from '../labels/german.ts'
import { english, type Labels } from '../labels/labels.ts'
import { LabelsProvider } from '../labels/LabelsProvider.tsx'
import { hostilePage } from '../styles/fixtures/hostilePage.ts'
import { threadOf, threadsInHand } from './fixtures/threadsInHand.ts'
import * as ThreadList from './parts.ts'
import { ThreadsProvider } from './ThreadsProvider.tsx'
import '../styles/styles.css'

const root = document.documentElement

afterEach(async () => {
  cleanup()
  root.removeAttribute('style')
  await page.viewport(800, 600)
})

/** A list with everything in it: a menu that is open, one that was removed, an import that was refused. */
async function everything(labels: Labels, widthPx = 280): Promise<HTMLElement> {
  const hand = threadsInHand({
    stored: [
      threadOf('a', 'Unbroken'.repeat(20), 0, { pinned: true }),
      threadOf('b', 'How far do bees fly, and what do they find there?'),
      threadOf('c', 'Gone', 3),
    ],
  })
  const { container } = await act(async () =>
    render(
      <LabelsProvider labels={labels}>
        <ThreadsProvider threads={hand.threads}>
          <main style={{ inlineSize: widthPx, maxInlineSize: '100%', blockSize: 600 }}>
            <ThreadList.Root dir={labels === arabic ? 'rtl' : 'ltr'} />
          </main>
        </ThreadsProvider>
      </LabelsProvider>,
    ),
  )
  const list = container.querySelector<HTMLElement>('[data-part=thread-list]')
  const input = container.querySelector<HTMLInputElement>('input[type=file]')
  if (list === null || input === null) throw new Error('There is no list.')
  await act(async () => {
    hand.threads.open('b')
    hand.threads.remove('c')
  })
  await act(() => userEvent.upload(input, new File(['no'], 'a.json')))
  await expect.poll(() => list.querySelector('[data-part=thread-import][data-open]')).not.toBeNull()
  return list
}

/** The computed style of everything that is shown, pseudo-elements too. */
function looksOf(list: Element): readonly string[] {
  return [list, ...list.querySelectorAll('*')].flatMap((element) =>
    [undefined, '::before', '::after'].map((pseudo) => {
      const style = getComputedStyle(element, pseudo)
      if (pseudo !== undefined && style.content === 'none') return ''
      const told = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`)
      return `${element.tagName} ${element.getAttribute('data-part') ?? ''}\n${told.join('\n')}`
    }),
  )
}

test('what a page says of all elements of a kind changes nothing in the list', async () => {
  const list = await everything(english)
  list.querySelector<HTMLElement>('[data-part=thread-item-actions]')?.click()
  await expect.poll(() => list.querySelector('[role=menuitem]')).not.toBeNull()
  const before = looksOf(list)
  const style = document.createElement('style')
  style.textContent = `${hostilePage} input { height: 100px; border: 9px solid red }`
  document.head.append(style)
  try {
    const changed = looksOf(list).flatMap((look, at) => {
      const was = new Set(before[at]?.split('\n'))
      const now = look.split('\n').filter((line) => !was.has(line))
      return now.length === 0 ? [] : [`${look.split('\n')[0] ?? ''}: ${now.slice(0, 8).join('; ')}`]
    })
    expect([...new Set(changed)]).toEqual([])
  } finally {
    style.remove()
  }
})

test.each([
  ['in a window of 320 px', 320, '100%', english],
  ['in a window of 320 px, from right to left', 320, '100%', arabic],
  ['with text of 200 % in a window of 320 px', 320, '200%', german],
  ['in 240 px', 800, '100%', german],
] as const)('%s nothing is cut off at the side', async (_, widthPx, fontSize, labels) => {
  await page.viewport(widthPx, 900)
  root.style.fontSize = fontSize
  const list = await everything(labels, widthPx === 800 ? 240 : 320)
  const { left, right } = list.getBoundingClientRect()
  const out = [...list.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect()
    return (
      element.checkVisibility() && box.width > 1 && (box.left < left - 1 || box.right > right + 1)
    )
  })
  expect(out.map(({ outerHTML }) => outerHTML.slice(0, 90))).toEqual([])
})

test('whatever is pressed is 24 px high and wide at least (WCAG 2.5.8)', async () => {
  const list = await everything(english)
  const buttons = [...list.querySelectorAll('button, input')].filter((one) => one.checkVisibility())
  expect(buttons.length).toBeGreaterThan(7)
  const small = buttons.filter((button) => {
    const { width, height } = button.getBoundingClientRect()
    return width < 24 || height < 24
  })
  expect(small.map(({ outerHTML }) => outerHTML.slice(0, 90))).toEqual([])
})

test.each([
  [320, 'ltr'],
  [800, 'rtl'],
] as const)(
  'in a window of %i px, %s, the menu is beside its button and in view',
  async (widthPx, dir) => {
    await page.viewport(widthPx, 600)
    const list = await everything(dir === 'rtl' ? arabic : english)
    const [, trigger] = list.querySelectorAll<HTMLElement>('[data-part=thread-item-actions]')
    trigger?.click()
    await expect.poll(() => list.querySelector('[role=menuitem]')).not.toBeNull()
    const menu = list.querySelector('[data-part=thread-menu]:popover-open')
    const box = menu?.getBoundingClientRect() as DOMRect
    const button = trigger?.getBoundingClientRect() as DOMRect
    expect(box.left).toBeGreaterThanOrEqual(0)
    expect(box.right).toBeLessThanOrEqual(widthPx)
    expect(box.top - button.bottom).toBeGreaterThanOrEqual(0)
    expect(box.top - button.bottom).toBeLessThan(20)
  },
)
