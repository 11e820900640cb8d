import { act, cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type ReactElement, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import '../styles/styles.css'
import { CodeBlock } from './CodeBlock.tsx'
import { codeChunks } from './codeChunks.ts'
import { fakeHighlighter } from './fixtures/fakeHighlighter.ts'
import type { Grammar, Highlighter, TokenKind } from './Highlighter.ts'
import { HighlighterContext } from './HighlighterContext.ts'

// Colours come when the page is idle, which a busy machine lets wait: no test is about how long.
configure({ asyncUtilTimeout: 20_000 })

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Given {
  readonly language?: string | undefined
  readonly complete?: boolean
  readonly highlighter?: Highlighter | undefined
  readonly theme?: 'light' | 'dark'
}

function page(code: string | readonly string[], given: Given = {}): ReactElement {
  const { complete = true, highlighter, theme = 'light' } = given
  const language = 'language' in given ? given.language : 'ts'
  return (
    <div data-part="chat" data-theme={theme}>
      <HighlighterContext value={highlighter}>
        <CodeBlock
          chunks={typeof code === 'string' ? codeChunks(code) : code}
          language={language}
          complete={complete}
        />
      </HighlighterContext>
    </div>
  )
}

function part(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-part='${name}']`)
  if (found === null) throw new Error(`There is no ${name}.`)
  return found
}

const codeElement = (): HTMLElement => part('code').querySelector('code') ?? part('no code')
const pre = (): HTMLElement => part('code').querySelector('pre') ?? part('no pre')
const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })
const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `let a${index} = 1\n`).join('')
/** Until what has just been rendered has been laid out and painted. */
async function painted(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done))
}

function selected(element: HTMLElement): string {
  const selection = getSelection()
  selection?.selectAllChildren(element)
  return selection?.toString() ?? ''
}

describe('the text', () => {
  const codes: readonly (readonly [string, string | readonly string[]])[] = [
    ['nothing', ''],
    ['one line without an end', 'let a'],
    ['many lines', numbered(100)],
    ['empty lines at the end', `${numbered(32)}\n\n\n`],
    ['empty lines where a chunk might end', `${numbered(31)}\n\n\nlet b\n${numbered(40)}`],
    ['empty lines alone', '\n'.repeat(40)],
    ['CR LF', numbered(70).replaceAll('\n', '\r\n')],
    ['markup', '<script>alert(1)</script>\n<b>&amp;</b>\n'],
    ['chunks that end in empty lines', ['a\n\n', '\n', 'b\n\n\n', 'c']],
  ]

  const joined = (code: string | readonly string[]): string =>
    typeof code === 'string' ? code : code.join('')

  test.each(codes)('of %s is the code, plain and in colours', async (_, code) => {
    const text = joined(code)
    render(page(code))
    expect(codeElement().textContent).toBe(text)
    cleanup()
    const highlighter = fakeHighlighter()
    render(page(code, { highlighter }))
    const toggle = screen.queryByRole('button', { name: /^Show all/ })
    if (toggle !== null) fireEvent.click(toggle)
    await waitFor(() =>
      expect(highlighter.lines.join('').length).toBe(text.replace(/[\r\n]/g, '').length),
    )
    await painted()
    expect(codeElement().textContent).toBe(text)
  })

  test.each(codes)('of %s has as many lines as one would count', (_, code) => {
    const text = joined(code)
    render(page(code))
    // A chunk out of sight would have the height of 32 lines without being looked at.
    for (const chunk of part('code').querySelectorAll<HTMLElement>('[data-part=code-chunk]')) {
      chunk.style.contentVisibility = 'visible'
    }
    const lines = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
    const lineHeight = Number.parseFloat(getComputedStyle(codeElement()).lineHeight)
    expect(codeElement().getBoundingClientRect().height / lineHeight).toBeCloseTo(lines, 0)
  })

  test('keeps its height when chunks are first laid out', async () => {
    render(page(numbered(200)))
    await userEvent.click(button('Show all 200 lines'))
    const heights = (): number[] =>
      [...codeElement().children].map((chunk) => chunk.getBoundingClientRect().height)
    const before = heights()
    for (const chunk of codeElement().children) chunk.scrollIntoView()
    await painted()
    heights().forEach((height, index) => expect(height).toBeCloseTo(before[index] ?? 0, 1))
  })

  /** What one gets of the same text where it is in one piece: selected, and as it is rendered. */
  function inOnePiece(text: string): readonly [string, string] {
    const plain = document.createElement('pre')
    plain.textContent = text
    document.body.append(plain)
    const found = [selected(plain), plain.innerText] as const
    plain.remove()
    return found
  }

  test.each(codes)('of %s, selected by hand, has no line more and none less', async (_, code) => {
    const [whole, rendered] = inOnePiece(joined(code))
    render(page(code))
    expect(selected(codeElement())).toBe(whole)
    if (typeof code === 'string') expect(codeElement().innerText).toBe(rendered)
    // What is there to be pressed is not in it.
    if (whole !== '') expect(selected(part('code'))).toBe(whole)
  })

  test('of two thousand lines, of which few are laid out, is selected whole', async () => {
    const code = numbered(2000)
    render(page(code))
    await userEvent.click(button('Show all 2,000 lines'))
    await painted()
    expect(selected(codeElement())).toBe(inOnePiece(code)[0])
  })

  test('is right without a theme, where chunks are no boxes', () => {
    const host = document.createElement('div')
    document.body.append(host)
    const root = host.attachShadow({ mode: 'open' })
    const mounted = document.createElement('div')
    root.append(mounted)
    render(page(numbered(70)), { container: mounted })
    const code = mounted.querySelector<HTMLElement>('code')
    expect(code?.innerText.trimEnd().split('\n')).toHaveLength(70)
    host.remove()
  })
})

describe('two thousand lines', () => {
  const laidOut = (): number =>
    [...codeElement().children].filter((chunk) =>
      chunk.querySelector('[data-token]')?.checkVisibility({ contentVisibilityAuto: true }),
    ).length

  test('lay out only what is to be seen', async () => {
    const highlighter = fakeHighlighter()
    render(page(numbered(2000), { highlighter }))
    await userEvent.click(button('Show all 2,000 lines'))
    await waitFor(() =>
      expect(codeElement().querySelectorAll('[data-token=keyword]')).toHaveLength(2000),
    )
    await painted()
    expect(codeElement().children).toHaveLength(63)
    expect(laidOut()).toBeLessThan(8)
  })
})

describe('copy', () => {
  test('copies the code as it is, and says so where the focus stays', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const code = `${numbered(40)}\n<b>&amp;</b>\u202E\n`
    render(page(code))
    expect(part('copy-status').textContent).toBe('')
    const copy = button('Copy code')
    await userEvent.click(copy)
    expect(writeText.mock.calls).toEqual([[code]])
    await waitFor(() => expect(button('Copied')).toBe(copy))
    expect(copy.dataset['copied']).toBe('')
    expect(document.activeElement).toBe(copy)
    expect(screen.getByRole('status').textContent).toBe('Copied')
    expect(screen.getByRole('status').getAttribute('aria-live')).toBe('polite')
  })

  test('is as before when the reader does something else', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    render(page('let a\n'))
    button('Copy code').focus()
    await userEvent.keyboard('{Enter}')
    await screen.findByRole('button', { name: 'Copied' })
    await userEvent.keyboard('{Tab}')
    expect(button('Copy code').hasAttribute('data-copied')).toBe(false)
    await userEvent.click(button('Copy code'))
    await screen.findByRole('button', { name: 'Copied' })
    fireEvent.pointerDown(document.body)
    expect(button('Copy code').textContent).toBe('Copy')
    expect(part('copy-status').textContent).toBe('')
  })

  test('copies what has come while more comes', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const { rerender } = render(page('let a', { complete: false }))
    rerender(page('let a = 1\nlet b', { complete: false }))
    await userEvent.click(button('Copy code'))
    expect(writeText.mock.calls).toEqual([['let a = 1\nlet b']])
  })

  test.each([
    ['is not there', undefined],
    ['refuses', { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }],
    [
      'throws',
      {
        writeText: () => {
          throw new Error('no')
        },
      },
    ],
  ])(
    'where the clipboard %s, the code is selected, also what is collapsed',
    async (_, clipboard) => {
      vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(clipboard as unknown as Clipboard)
      render(page(numbered(100)))
      await userEvent.click(button('Copy code'))
      const copy = await screen.findByRole('button', { name: 'Selected: copy by hand' })
      expect(document.activeElement).toBe(copy)
      expect(getSelection()?.toString()).toBe(numbered(100).trim())
      expect(screen.getByRole('status').textContent).toBe('Selected: copy by hand')
      expect(copy.hasAttribute('data-copied')).toBe(false)
    },
  )
})

describe('download', () => {
  /** What was saved: its name, and the text. */
  async function downloaded(): Promise<readonly [string, string]> {
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    await userEvent.click(button('Download code'))
    const [link] = click.mock.contexts as HTMLAnchorElement[]
    return [link?.download ?? '', await (await fetch(link?.href ?? '')).text()]
  }

  test.each([
    ['ts', 'code.ts'],
    ['Python', 'code.py'],
    ['c++', 'code.cpp'],
    ['unheard-of', 'code.txt'],
    [undefined, 'code.txt'],
  ])('of %s is a file named %s', async (language, name) => {
    render(page('let ä = 1\n', { language }))
    expect(await downloaded()).toEqual([name, 'let ä = 1\n'])
  })

  test.each(['../../x', '\u202Egpj.exe', 'ts.exe', '__proto__', '<b>', ''])(
    'T-55, T-56: the name has nothing of a language such as %j',
    async (language) => {
      render(page('let a\n', { language }))
      expect(await downloaded()).toEqual(['code.txt', 'let a\n'])
    },
  )
})

describe('the language', () => {
  test('is told, and is a class and an attribute', () => {
    render(page('a', { language: 'C++' }))
    expect(part('code-language').textContent).toBe('C++')
    expect(part('code').dataset['language']).toBe('C++')
    expect(codeElement().className).toBe('language-C++')
    expect(screen.getByRole('group', { name: 'C++ code' })).toBe(pre())
  })

  test.each([undefined, ''])('that is %j is not told', (language) => {
    render(page('a', { language: language as undefined }))
    cleanup()
    render(
      <div data-part="chat">
        <CodeBlock chunks={['a']} language={language} complete />
      </div>,
    )
    expect(document.querySelector('[data-part=code-language]')).toBeNull()
    expect(part('code').hasAttribute('data-language')).toBe(false)
    expect(codeElement().hasAttribute('class')).toBe(false)
    expect(screen.getByRole('group', { name: 'Code' })).toBe(pre())
  })

  test.each([
    '\u202Etpircsavaj',
    'x hidden modal',
    '"><img src=x onerror=alert(1)>',
    'ts\u2066',
    'a'.repeat(21),
  ])('T-55: %j is shown as text, apart, and is nothing else', (language) => {
    render(page('a', { language }))
    const name = part('code-language')
    expect(name.tagName).toBe('BDI')
    expect(name.textContent).toBe(language)
    expect(getComputedStyle(name).unicodeBidi).toBe('isolate')
    expect(part('code').hasAttribute('data-language')).toBe(false)
    expect(codeElement().hasAttribute('class')).toBe(false)
    expect(part('code').querySelector('img')).toBeNull()
  })

  test('T-55: a very long one is cut, and leaves the buttons their place', () => {
    render(page('a', { language: '😀'.repeat(50_000) }))
    expect(part('code-language').textContent).toBe(`${'😀'.repeat(40)}…`)
    const { left, right } = part('code').getBoundingClientRect()
    for (const { x, width } of [
      button('Copy code').getBoundingClientRect(),
      button('Download code').getBoundingClientRect(),
    ]) {
      expect(x).toBeGreaterThan(left)
      expect(x + width).toBeLessThan(right)
    }
  })
})

describe('long code', () => {
  const shownLines = (): number =>
    pre().getBoundingClientRect().height / Number.parseFloat(getComputedStyle(pre()).lineHeight)

  test('of forty lines is shown whole', () => {
    render(page(numbered(40)))
    expect(screen.queryByRole('button', { name: /^Show/ })).toBeNull()
    expect(part('code').hasAttribute('data-collapsed')).toBe(false)
    expect(shownLines()).toBeGreaterThan(40)
  })

  test.each([true, false])('of forty-one lines is collapsed, complete or not: %s', (complete) => {
    render(page(numbered(41), { complete }))
    expect(part('code').dataset).toMatchObject({ collapsed: '' })
    expect(part('code').hasAttribute('data-complete')).toBe(complete)
    expect(shownLines()).toBeGreaterThan(40)
    expect(shownLines()).toBeLessThan(42)
    expect(button('Show all 41 lines').getAttribute('aria-expanded')).toBe('false')
  })

  test('is opened and closed by keyboard, and the focus stays', async () => {
    render(page(numbered(1000)))
    const toggle = button('Show all 1,000 lines')
    expect(document.getElementById(toggle.getAttribute('aria-controls') ?? '')).toBe(pre())
    toggle.focus()
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(button('Show fewer'))
    expect(toggle.getAttribute('aria-expanded')).toBe('true')
    expect(part('code').hasAttribute('data-collapsed')).toBe(false)
    expect(shownLines()).toBeGreaterThan(1000)
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(button('Show all 1,000 lines'))
    // What was left below it does not push it out of sight.
    const { top, bottom } = toggle.getBoundingClientRect()
    expect(bottom).toBeGreaterThan(0)
    expect(top).toBeLessThan(innerHeight)
  })

  test('never gets shorter while it comes, and not when it is complete', () => {
    const { rerender } = render(page('', { complete: false }))
    const heights = Array.from({ length: 90 }, (_, lines) => {
      rerender(page(numbered(lines), { complete: false }))
      return part('code').getBoundingClientRect().height
    })
    rerender(page(numbered(90)))
    heights.push(part('code').getBoundingClientRect().height)
    expect(heights).toEqual(heights.toSorted((a, b) => a - b))
    expect(heights.at(-1)).toBe(heights.at(50))
    expect(part('code').dataset).toMatchObject({ collapsed: '' })
  })

  test('shows what would turn a line around, and is not turned around by it (T-55)', () => {
    const text = 'if (isAdmin\u202e \u2066/* check */\u2069 \u2066) {'
    render(page(text))
    expect(codeElement().textContent).toBe(text)
    const marks = [...codeElement().querySelectorAll<HTMLElement>('bdi[data-part="bidi-mark"]')]
    expect(marks.map(({ dataset }) => dataset['code'])).toEqual([
      'U+202E',
      'U+2066',
      'U+2069',
      'U+2066',
    ])
    expect(getComputedStyle(marks[0] as HTMLElement).unicodeBidi).toBe('isolate')
  })

  test('stays open while more of it comes', async () => {
    const { rerender } = render(page(numbered(50), { complete: false }))
    await userEvent.click(button('Show all 50 lines'))
    rerender(page(numbered(90)))
    expect(button('Show fewer')).toBeTruthy()
    expect(part('code').hasAttribute('data-collapsed')).toBe(false)
  })
})

describe('colours', () => {
  /** A grammar whose tokens count how often each line of them is rendered. */
  function counting(): {
    readonly highlighter: Highlighter
    readonly renders: Map<string, number>
  } {
    const renders = new Map<string, number>()
    const grammar: Grammar = {
      readLine: (line) => ({
        tokens: [
          {
            text: line,
            get kind(): TokenKind {
              renders.set(line, (renders.get(line) ?? 0) + 1)
              return 'string'
            },
          },
        ],
        state: undefined,
      }),
    }
    return { highlighter: { load: () => Promise.resolve(grammar) }, renders }
  }

  const tokens = (): number => codeElement().querySelectorAll('[data-token]').length

  test('come after the first paint', async () => {
    const highlighter = fakeHighlighter()
    render(page('let a = 1\n', { highlighter }))
    expect(tokens()).toBe(0)
    await waitFor(() => expect(tokens()).toBe(4))
    expect(codeElement().querySelector('[data-token=keyword]')?.textContent).toBe('let')
  })

  test('read each line once while the code comes, and render it once', async () => {
    const { highlighter, renders } = counting()
    const code = numbered(100)
    const { rerender } = render(page('', { complete: false, highlighter }))
    await userEvent.click(document.body)
    for (let end = 40; end <= code.length; end += 40) {
      rerender(page(code.slice(0, end), { complete: false, highlighter }))
      const toggle = screen.queryByRole('button', { name: /^Show all/ })
      if (toggle !== null) fireEvent.click(toggle)
      await painted()
    }
    rerender(page(code, { highlighter }))
    await waitFor(() => expect(tokens()).toBe(100))
    // Once, and once more where a line came to be the last of a chunk that is followed by another.
    const twice = [...renders].filter(([, count]) => count > 1).map(([line]) => line)
    expect(Math.max(...renders.values())).toBeLessThanOrEqual(2)
    expect(
      twice.every((line) => ['let a31 = 1', 'let a63 = 1', 'let a95 = 1'].includes(line)),
    ).toBe(true)
  })

  test('of what comes leave the finished chunks alone', async () => {
    const highlighter = fakeHighlighter()
    const { rerender } = render(page(numbered(40), { complete: false, highlighter }))
    await waitFor(() =>
      expect(codeElement().querySelectorAll('[data-token=keyword]')).toHaveLength(40),
    )
    const changes: MutationRecord[] = []
    const observer = new MutationObserver((records) => changes.push(...records))
    const [finished] = codeElement().children
    if (finished !== undefined) {
      observer.observe(finished, {
        childList: true,
        characterData: true,
        attributes: true,
        subtree: true,
      })
    }
    for (let lines = 41; lines < 60; lines++) {
      rerender(page(numbered(lines), { complete: false, highlighter }))
      await painted()
    }
    await waitFor(() =>
      expect(codeElement().querySelectorAll('[data-token=keyword]')).toHaveLength(59),
    )
    expect([...changes, ...observer.takeRecords()]).toEqual([])
    observer.disconnect()
  })

  test('of collapsed code are for what is shown, until it is opened', async () => {
    const highlighter = fakeHighlighter()
    render(page(numbered(500), { highlighter }))
    await waitFor(() => expect(highlighter.lines).toHaveLength(64))
    await painted()
    expect(highlighter.lines).toHaveLength(64)
    await userEvent.click(button('Show all 500 lines'))
    await waitFor(() => expect(highlighter.lines).toHaveLength(500))
    expect(codeElement().textContent).toBe(numbered(500))
  })

  test('of code that is replaced are its own', async () => {
    const highlighter = fakeHighlighter()
    const { rerender } = render(page('let a\n// b\n', { highlighter }))
    await waitFor(() => expect(tokens()).toBe(3))
    rerender(page('// a\nlet b\n', { highlighter }))
    expect(codeElement().textContent).toBe('// a\nlet b\n')
    await waitFor(() =>
      expect(codeElement().querySelector('[data-token]')?.textContent).toBe('// a'),
    )
    expect(codeElement().textContent).toBe('// a\nlet b\n')
  })

  test('of another language start anew, plain', async () => {
    const highlighter = fakeHighlighter()
    const { rerender } = render(page('+let a\n', { highlighter }))
    await waitFor(() => expect(tokens()).toBe(3))
    rerender(page('+let a\n', { highlighter, language: 'diff' }))
    await waitFor(() => expect(tokens()).toBe(1))
    expect(highlighter.asked).toEqual(['ts', 'diff'])
  })

  test('survive effects that run twice', async () => {
    const highlighter = fakeHighlighter()
    render(<StrictMode>{page('let a\n', { highlighter })}</StrictMode>)
    await waitFor(() => expect(tokens()).toBe(2))
    expect(highlighter.lines).toEqual(['let a'])
  })

  test('without a language are not asked for', async () => {
    const highlighter = fakeHighlighter()
    render(
      <HighlighterContext value={highlighter}>
        <CodeBlock chunks={['let a\n']} complete />
      </HighlighterContext>,
    )
    await painted()
    expect(highlighter.asked).toEqual([])
  })

  test.each<readonly [string, Highlighter]>([
    ['cannot load', { load: () => Promise.reject(new Error('network')) }],
    [
      'throws at once',
      {
        load: () => {
          throw new Error('broken')
        },
      },
    ],
    ['does not know the language', { load: () => Promise.resolve(undefined) }],
    [
      'has a grammar that throws',
      {
        load: () =>
          Promise.resolve({
            readLine: () => {
              throw new Error('broken')
            },
          }),
      },
    ],
  ])('of a highlighter that %s are none, and the code is there', async (_, highlighter) => {
    const idle = vi.spyOn(globalThis, 'requestIdleCallback')
    render(page('let a\n', { highlighter }))
    await act(async () => {
      await painted()
      for (const [callback] of idle.mock.calls)
        callback({ didTimeout: false, timeRemaining: () => 1 })
    })
    expect(tokens()).toBe(0)
    expect(codeElement().textContent).toBe('let a\n')
  })

  test('are given up when the block goes', async () => {
    const highlighter = fakeHighlighter()
    const asked = vi.spyOn(globalThis, 'requestIdleCallback').mockReturnValue(7)
    const takenBack = vi.spyOn(globalThis, 'cancelIdleCallback')
    const { unmount } = render(page('let a\n', { highlighter }))
    await waitFor(() => expect(asked).toHaveBeenCalled())
    unmount()
    expect(takenBack.mock.calls).toEqual([[7]])
    expect(highlighter.lines).toEqual([])
  })
})

test('is the same on a server, without a style attribute, and is taken over as it is', async () => {
  const problems = vi.spyOn(console, 'error')
  const highlighter = fakeHighlighter()
  const block = page(numbered(100), { highlighter })
  const html = renderToString(block)
  expect(html).not.toMatch(/ style=/)
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = html
  expect(codeElement().textContent).toBe(numbered(100))
  const root = await act(async () => hydrateRoot(container, block))
  await waitFor(() => expect(codeElement().querySelector('[data-token]')).not.toBeNull())
  expect(problems).not.toHaveBeenCalled()
  act(() => root.unmount())
  container.remove()
})

describe('in the theme', () => {
  const kinds: readonly TokenKind[] = [
    'keyword',
    'string',
    'number',
    'constant',
    'comment',
    'function',
    'type',
    'variable',
    'property',
    'tag',
    'attribute',
    'punctuation',
    'heading',
    'inserted',
    'deleted',
  ]
  /** Each line is of one kind. */
  const swatches: Highlighter = {
    load: () =>
      Promise.resolve({
        readLine: (line) => ({
          tokens: [{ text: line, kind: line as TokenKind }],
          state: undefined,
        }),
      }),
  }

  async function colours(given: Given): Promise<readonly (readonly [TokenKind, string])[]> {
    render(page(kinds.join('\n'), { highlighter: swatches, ...given }))
    await waitFor(() =>
      expect(codeElement().querySelectorAll('[data-token]')).toHaveLength(kinds.length),
    )
    return kinds.map((kind) => {
      const token = codeElement().querySelector(`[data-token=${kind}]`)
      return [kind, token === null ? '' : getComputedStyle(token).color]
    })
  }

  test.each(['light', 'dark'] as const)('every colour can be read on %s code', async (theme) => {
    const found = await colours({ theme })
    const background = getComputedStyle(part('code')).backgroundColor
    for (const [kind, colour] of found) {
      expect([kind, contrast(colour, background) >= 4.5]).toEqual([kind, true])
    }
  })

  test('a page sets the colours it wants', async () => {
    document.documentElement.style.setProperty('--millrace-token-keyword', 'rgb(1, 2, 3)')
    expect(Object.fromEntries(await colours({}))['keyword']).toBe('rgb(1, 2, 3)')
    document.documentElement.style.removeProperty('--millrace-token-keyword')
  })

  describe('with emulated media', () => {
    const session = (): { send: (method: string, params: object) => Promise<unknown> } =>
      cdp() as never
    afterEach(async () => {
      await session().send('Emulation.setEmulatedMedia', { media: '', features: [] })
    })

    test('in forced colours all is in the colour of the text', async () => {
      const features = [{ name: 'forced-colors', value: 'active' }]
      await session().send('Emulation.setEmulatedMedia', { features })
      const found = await colours({})
      const text = getComputedStyle(codeElement()).color
      expect(new Set(found.map(([, colour]) => colour))).toEqual(new Set([text]))
    })

    test('on paper all lines are there, long ones are broken, and nothing is there to be pressed', async () => {
      render(page(`${'word '.repeat(400)}\n${numbered(100)}`))
      await painted()
      expect(pre().scrollWidth).toBeGreaterThan(pre().clientWidth)
      await session().send('Emulation.setEmulatedMedia', { media: 'print' })
      expect(pre().scrollWidth).toBe(pre().clientWidth)
      expect(pre().scrollHeight).toBe(pre().clientHeight)
      expect(pre().clientHeight).toBeGreaterThan(2000)
      expect(screen.queryAllByRole('button')).toEqual([])
    })
  })

  test('long lines scroll, and none is cut', async () => {
    render(page(`${numbered(60)}${'x'.repeat(5000)}end\n${numbered(3)}`))
    await userEvent.click(button(/^Show all/))
    codeElement().lastElementChild?.scrollIntoView()
    await painted()
    const [, chunk] = codeElement().children
    const range = document.createRange()
    range.selectNodeContents(chunk ?? codeElement())
    expect(range.getBoundingClientRect().right).toBeLessThanOrEqual(
      (chunk?.getBoundingClientRect().right ?? 0) + 1,
    )
    pre().scrollLeft = 1_000_000
    expect(pre().scrollLeft).toBeGreaterThan(5000)
  })
})

/** As WCAG 2.2 defines it, of two `rgb()` colours. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+(?:\.\d+)?/g) ?? []).map((value) => {
    const share = Number(value) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
