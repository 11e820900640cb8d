import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Markdown } from './Markdown.tsx'

afterEach(cleanup)

test('a hash that the message did not make leads nowhere: it may be a route of the page', () => {
  const { container } = render(<Markdown text="[gone](#/settings/delete)" />)
  expect(container.querySelector('a')).toBeNull()
  expect(container.textContent).toContain('gone')
})

test('a footnote is reached without touching the address, in a shadow root too', () => {
  const host = document.body.appendChild(document.createElement('div'))
  const root = host.attachShadow({ mode: 'open' })
  const container = root.appendChild(document.createElement('div'))
  const address = location.href
  render(<Markdown text={'A[^1]\n\n[^1]: The note'} />, { container })
  fireEvent.click(root.querySelector('[data-footnote-ref]') as HTMLElement)
  expect(root.activeElement?.textContent).toContain('The note')
  fireEvent.click(root.querySelector('[data-footnote-backref]') as HTMLElement)
  expect(root.activeElement?.hasAttribute('data-footnote-ref')).toBe(true)
  expect(location.href).toBe(address)
  host.remove()
})

test('two messages with footnotes share no id, and refer to their own', () => {
  const text = 'A[^1]\n\n[^1]: note'
  const { container } = render(
    <>
      <Markdown text={text} />
      <Markdown text={text} />
    </>,
  )
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const page of container.querySelectorAll('[data-part="markdown"]')) {
    const described = page.querySelector('[aria-describedby]')?.getAttribute('aria-describedby')
    expect(page.querySelector(`[id="${described}"]`)).not.toBeNull()
  }
})

test('an image within a link is named, and is no control of its own', () => {
  const { container } = render(
    <Markdown text="[![chart](https://evil.example/c.png)](https://example.org/)" />,
  )
  expect(container.querySelector('img, button')).toBeNull()
  expect(screen.getByRole('link').textContent).toBe('Image from evil.example: chart')
})

test('a heading stays the same node while the text grows', () => {
  const { container, rerender } = render(<Markdown text={'# Title\n\nSome'} />)
  const before = container.querySelector('h3')
  rerender(<Markdown text={'# Title\n\nSome more'} />)
  expect(before).not.toBeNull()
  expect(container.querySelector('h3')).toBe(before)
})
