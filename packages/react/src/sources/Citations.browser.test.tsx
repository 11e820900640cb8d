import type { Citation, Part } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import '../styles/styles.css'
import { threadTimeMs } from '../fixtures/threadTimeMs.ts'
import { answers } from '../markdown/fixtures/answers.ts'
import { gfmExamples } from '../markdown/fixtures/gfmExamples.ts'
import { joined } from '../markdown/fixtures/joined.ts'
import { comparable, showMarkdown } from '../markdown/fixtures/showMarkdown.tsx'
import { Markdown } from '../markdown/Markdown.tsx'
import { math } from '../math/math.ts'
import { cite } from './fixtures/cite.ts'
import { CitedAnswer } from './fixtures/CitedAnswer.tsx'

afterEach(cleanup)

const one = 'https://one.example/a'
const two = 'https://two.example/b'

/** The text as it reads, each group of numbers as `[1,2]`. */
function readText(text: string, citations: readonly Citation[]): string {
  const shown = showMarkdown({ citations })
  shown.show(text, false)
  const page = shown.page.cloneNode(true) as HTMLElement
  for (const group of page.querySelectorAll('[data-part=citations]')) {
    const numbers = [...group.querySelectorAll('button')].map((button) => button.textContent)
    group.replaceWith(`[${numbers.join()}]`)
  }
  shown.close()
  return page.textContent
}

/** `|` says where a citation ends. */
function at(marked: string): string {
  const end = marked.indexOf('|')
  return readText(marked.replace('|', ''), [cite(one, end)])
}

test('a number stands behind the words that a citation ends with', () => {
  expect(at('Bees fly far.| Not all.')).toBe('Bees fly far.[1] Not all.')
  expect(at('Bees fly far. |Not all.')).toBe('Bees fly far.[1] Not all.')
  expect(at('One.\n\n|Two.')).toBe('One.[1]\nTwo.')
  expect(at('- One|\n- Two')).toBe('\nOne[1]\nTwo\n')
  expect(at('> *One*|\n> Two')).toBe('\nOne[1]\nTwo\n')
  expect(at('1 &lt; 2 &amp; 3\\*4|, so')).toBe('1 < 2 & 3*4[1], so')
  expect(at('- one\n  two\n  three|, four')).toBe('\none\ntwo\nthree[1], four\n')
})

test('several at one place are one group, one source is one number, and what has no place is at the end', () => {
  const text = 'First. Second.\n\nThird.'
  const all = [cite(two, 6), cite(one, 6), cite(two, 6), cite(one), cite(two, 14)]
  expect(readText(text, all)).toBe('First.[1,2] Second.[1]\nThird.[2]')
})

test('an offset that splits a word, a pair, an emoji or syntax moves on to where words end', () => {
  expect(at('Honey|bees fly.')).toBe('Honeybees[1] fly.')
  const bee = '🐝'
  expect(readText(`A ${bee} flies.`, [cite(one, 3)])).toBe(`A ${bee}[1] flies.`)
  const family = '👩‍👩‍👧'
  for (let end = 1; end <= family.length; end++) {
    expect(readText(`${family} flies`, [cite(one, end)])).toBe(`${family}[1] flies`)
  }
  expect(at('据报道，蜜蜂|飞得远。')).toBe('据报道，蜜蜂[1]飞得远。')
  expect(at('It is **ve|ry** far')).toBe('It is very[1] far')
  expect(at('It is **very*|* far')).toBe('It is very[1] far')
  expect(at('It is *|*very** far')).toBe('It is[1] very far')
  expect(at('Run `npm| ci` now')).toBe('Run npm ci[1] now')
  expect(at('See [the| page](https://a.example) now')).toBe('See the page[1] now')
  expect(at('See [the page](https://a.exa|mple) now')).toBe('See the page[1] now')
  expect(at('Tom &am|p; Ann')).toBe('Tom &[1] Ann')
  expect(at('One.\n\n- |Two')).toBe('One.[1]\n\nTwo\n')
  expect(at('| a | b |\n| - | - |\n| c| | d |'.replace('| a', 'Ⅰ a').replace('Ⅰ', '¦'))).not.toBe(
    '',
  )
})

test('in code a citation belongs to the words before it; a text that ends with code has it below', () => {
  const code = 'This:\n\n```js\nlet a = 1\n```'
  expect(readText(code, [cite(one, 20)])).toContain('This:[1]')
  expect(readText(code, [cite(one)])).toMatch(/let a = 1.*\[1\]$/s)
  expect(readText('```\ncode\n```', [cite(one, 6)])).toMatch(/code.*\[1\]$/s)
})

test('an offset outside of the text, a reversed one or none is the end of the text', () => {
  const citations = [NaN, -5, 0, 99, 1e308, 2.5].map((endIndex) => cite(one, endIndex))
  expect(readText('One. Two.', citations)).toBe('One. Two.[1]')
  expect(readText('One. Two.', [cite(one, 4, { startIndex: 8 })])).toBe('One.[1] Two.')
})

test('what came as citations and is none is left out', () => {
  const broken = [null, 1, {}, { source: null }, { source: { sourceType: 'url' } }, cite(one)]
  expect(readText('One.', broken as readonly Citation[])).toBe('One.[1]')
  expect(readText('One.', 'x' as never)).toBe('One.')
})

/** The page without the marks. */
function withoutMarks(page: HTMLElement): string {
  const copy = page.cloneNode(true) as HTMLElement
  for (const group of copy.querySelectorAll('[data-part=citations]')) group.remove()
  copy.normalize()
  return comparable(copy)
}

const deep = import.meta.env['MILLRACE_DEEP'] !== undefined
const texts = [
  ...inject('commonmarkExamples'),
  ...gfmExamples.map(({ markdown }) => markdown),
  ...answers.map(({ markdown }) => markdown),
]

/** In a deep run all texts, and many joins of them. */
const few = [...texts.filter((_, index) => index % 30 === 0), ...joined(texts, 5, 3)]

test.each([
  ['alone', {}],
  ['with plugins that see blocks', math()],
  ['with plugins that see leaves', { ...math(), pluginsSee: 'leaf' as const }],
])(
  'without its marks a cited page is the page without citations, wherever they end: %s',
  async (_, settings) => {
    const random = seededRandom(7)
    const some = deep ? [...texts, ...joined(texts, 600, 3)] : few
    let marks = 0
    for (const text of some) {
      const citations = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index) =>
        cite(
          `https://${index % 3}.example/`,
          random() < 0.15 ? undefined : Math.floor(random() * (text.length + 8)) - 4,
        ),
      )
      const plain = showMarkdown(settings)
      await plain.showAll(text, false)
      const cited = showMarkdown({ ...settings, citations })
      await cited.showAll(text, false)
      const without = withoutMarks(cited.page)
      plain.page.normalize()
      expect(without, JSON.stringify({ text, citations })).toBe(plain.html())
      const shown = cited.page.querySelectorAll('[data-part=citations]').length
      if (text.trim() !== '') expect(shown, JSON.stringify(text)).toBeGreaterThan(0)
      expect(
        cited.page.querySelector('a button, code button, pre button, button button'),
      ).toBeNull()
      marks += shown
      plain.close()
      cited.close()
    }
    expect(marks).toBeGreaterThan(some.length)
  },
  300_000,
)

test('a text that grew by pieces gets its marks when it ends, and only blocks with marks are touched', async () => {
  for (const { markdown: text } of answers) {
    const ends = [0.2, 0.5, 0.9].map((share) => Math.floor(share * text.length))
    const citations = ends.map((end, index) => cite(`https://${index}.example`, end))
    const page = document.body.appendChild(document.createElement('div'))
    const root = createRoot(page)
    for (let end = 0; end < text.length; end += 97) {
      await act(async () => root.render(<Markdown text={text.slice(0, end)} streaming />))
    }
    await act(async () => root.render(<Markdown text={text} />))
    const before = withoutMarks(page)
    const blocks = [...page.querySelectorAll('[data-part=markdown-group] > *')]
    await act(async () => root.render(<Markdown text={text} citations={citations} />))
    expect(withoutMarks(page)).toBe(before)
    expect([...page.querySelectorAll('[data-part=markdown-group] > *')]).toEqual(blocks)
    const once = showMarkdown({ citations })
    once.show(text, false)
    expect(comparable(page)).toBe(once.html())
    once.close()
    await act(async () => root.unmount())
    page.remove()
  }
})

test('a cited text that is carried on keeps its marks while it grows', () => {
  const text =
    'First, a fact. Then another one, and **more** of them.\n\nAnd so on, until it ends here.'
  const shown = showMarkdown({ citations: [cite(one, 14), cite(two)] })
  for (let end = 14; end < text.length; end++) {
    shown.show(text.slice(0, end), true)
    expect(shown.page.querySelectorAll('[data-part=citation]').length).toBe(1)
  }
  shown.show(text, false)
  expect(shown.page.querySelectorAll('[data-part=citation]')).toHaveLength(2)
  shown.close()
})

test('many citations in much text are placed in reasonable time (T-53)', async () => {
  const text = answers
    .map(({ markdown }) => markdown)
    .join('\n\n')
    .repeat(4)
  const random = seededRandom(9)
  const citations = Array.from({ length: 5000 }, (_, index) =>
    cite(`https://${index}.example/`, Math.floor(random() * text.length)),
  )
  const shown = showMarkdown({ citations })
  const tookMs = await threadTimeMs(() => shown.showAll(text, false))
  expect(tookMs).toBeLessThan(60_000)
  expect(shown.page.querySelectorAll('[data-part=citation]')).toHaveLength(1000)
  shown.close()
})

const text = 'Bees fly up to three kilometres. Most stay within one.'
const citedText = 'Foragers were seen at distances of up to 3 km.'
const parts: readonly Part[] = [
  {
    type: 'text',
    text,
    citations: [
      cite('https://journal.example.org/foraging', 32, { citedText }),
      {
        source: {
          type: 'source',
          sourceType: 'document',
          id: 'd',
          mediaType: 'application/pdf',
          title: 'Field notes',
          filename: 'notes.pdf',
        },
        endIndex: text.length,
      },
    ],
  },
  { type: 'source-url', sourceId: '1', url: 'https://example.com/bees', title: 'How far bees fly' },
  { type: 'source-url', sourceId: '2', url: 'https://journal.example.org/foraging' },
]

function Answer({ of = parts }: { readonly of?: readonly Part[] }): ReactNode {
  return (
    <div data-part="chat">
      <CitedAnswer parts={of} />
    </div>
  )
}

test('numbers are those of the list of sources; what is only cited comes behind the others', () => {
  render(<Answer />)
  const list = within(screen.getByRole('region', { name: 'Sources' })).getAllByRole('listitem')
  expect(list.map((item) => item.textContent)).toEqual([
    '1How far bees flyexample.com',
    '2About https://journal.example.org/foragingjournal.example.org',
    '3Field notesnotes.pdf',
  ])
  const names = screen.getAllByRole('button').map((button) => button.getAttribute('aria-label'))
  expect(names.slice(0, 2)).toEqual([
    'Source 2: About https://journal.example.org/foraging',
    'Source 3: Field notes',
  ])
})

test('a citation is opened, read and closed by keyboard, and the focus is back where it was', async () => {
  render(<Answer />)
  const marker = screen.getByRole('button', { name: /^Source 2/ })
  await userEvent.keyboard('{Tab}')
  expect(document.activeElement).toBe(marker)
  await userEvent.keyboard('{Enter}')
  const card = screen.getByRole('group', { name: 'About https://journal.example.org/foraging' })
  expect(card.matches(':popover-open')).toBe(true)
  expect(card.textContent).toContain('journal.example.org')
  expect(card.textContent).toContain(citedText)
  await userEvent.keyboard('{Tab}')
  const link = within(card).getByRole('link')
  expect(document.activeElement).toBe(link)
  expect(link.getAttribute('href')).toBe('https://journal.example.org/foraging')
  expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  await userEvent.keyboard('{Escape}')
  expect(card.matches(':popover-open')).toBe(false)
  expect(document.activeElement).toBe(marker)
  expect(card.textContent).toBe('')
})

test('a press on another number, or anywhere else, closes it', async () => {
  render(<Answer />)
  const [first, second] = screen.getAllByRole('button', { name: /^Source \d/ })
  if (first === undefined || second === undefined) throw new Error('There are two numbers.')
  await userEvent.click(first)
  expect(document.querySelectorAll(':popover-open')).toHaveLength(1)
  await userEvent.click(second)
  expect(screen.getByRole('group', { name: 'Field notes' }).matches(':popover-open')).toBe(true)
  expect(document.querySelectorAll(':popover-open')).toHaveLength(1)
  await userEvent.click(document.body, { position: { x: 2, y: 2 } })
  expect(document.querySelectorAll(':popover-open')).toHaveLength(0)
})

test.each([
  [320, 'ltr'],
  [320, 'rtl'],
  [800, 'ltr'],
  [800, 'rtl'],
] as const)(
  'in a window of %i px, %s, it opens below its number and in view',
  async (widthPx, dir) => {
    await page.viewport(widthPx, 600)
    const { container } = render(<Answer />)
    container.dir = dir
    const marker = screen.getByRole('button', { name: /^Source 2/ })
    await userEvent.click(marker)
    const card = document.querySelector(':popover-open')?.getBoundingClientRect()
    if (card === undefined) throw new Error('It is open.')
    expect(card.left).toBeGreaterThanOrEqual(0)
    expect(card.right).toBeLessThanOrEqual(widthPx)
    const { bottom } = marker.getBoundingClientRect()
    expect(card.top).toBeGreaterThanOrEqual(bottom)
    expect(card.top - bottom).toBeLessThan(20)
    await page.viewport(800, 600)
  },
)

test('in a shadow root it opens as well', async () => {
  const host = document.body.appendChild(document.createElement('div'))
  const shadow = host.attachShadow({ mode: 'open' })
  const root = createRoot(shadow)
  await act(async () => root.render(<Answer />))
  const marker = shadow.querySelector<HTMLElement>('[data-part=citation-number]')
  await act(async () => marker?.click())
  expect(shadow.querySelector(':popover-open')?.textContent).toContain(citedText)
  await act(async () => root.unmount())
  host.remove()
})

test('each number is a target of 24 pixels, and lines stand as far apart as without it', async () => {
  const { container, rerender } = render(<Answer />)
  const height = (): number | undefined => container.querySelector('p')?.offsetHeight
  const marker = screen.getByRole('button', { name: /^Source 2/ })
  // Nothing of a group is hit before it has been seen.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  const { x, y, width, height: tall } = marker.getBoundingClientRect()
  const [middle, centre] = [x + width / 2, y + tall / 2]
  for (const [dx, dy] of [
    [-11.5, 0],
    [11.5, 0],
    [0, -11.5],
    [0, 11.5],
  ] as const) {
    expect(document.elementFromPoint(middle + dx, centre + dy), `${dx} ${dy}`).toBe(marker)
  }
  const cited = height()
  rerender(<Answer of={[{ type: 'text', text }]} />)
  expect(height()).toBe(cited)
})

test('what is selected and copied has no numbers in it (T-56)', () => {
  const { container } = render(<Answer />)
  const paragraph = container.querySelector('p')
  if (paragraph === null) throw new Error('There is a paragraph.')
  getSelection()?.selectAllChildren(paragraph)
  let copied = ''
  document.addEventListener('copy', () => (copied = getSelection()?.toString() ?? ''), {
    once: true,
  })
  document.execCommand('copy')
  expect(copied.trim()).toBe(text)
})

test('a table is copied without the numbers in it (T-56)', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const table = '| Bee | Far |\n| --- | --- |\n| one | 1 km |'
  render(<Markdown text={table} citations={[cite(one, table.length - 2)]} />)
  expect(screen.getByRole('cell', { name: /^1 km/ }).textContent).toBe('1 km1')
  await act(async () => screen.getByRole('button', { name: 'Copy as CSV' }).click())
  expect(write).toHaveBeenCalledWith('Bee,Far\r\none,1 km')
  write.mockRestore()
})

test('what a server rendered comes to life without a warning, and has no styles of its own', async () => {
  const errors = vi.spyOn(console, 'error')
  const tree = (
    <StrictMode>
      <Answer />
    </StrictMode>
  )
  const host = document.body.appendChild(document.createElement('div'))
  host.innerHTML = renderToString(tree)
  expect(host.innerHTML).not.toMatch(/ style=/)
  const marker = host.querySelector('[data-part=citation-number]')
  const root = await act(async () => hydrateRoot(host, tree))
  expect(host.querySelector('[data-part=citation-number]')).toBe(marker)
  await act(async () => (marker as HTMLElement).click())
  expect(host.querySelector(':popover-open')?.textContent).toContain(citedText)
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})
