import type { FilePart, ReasoningFilePart } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type ReactElement, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { MarkdownProvider } from '../markdown/MarkdownProvider.tsx'
import { FileCard } from './FileCard.tsx'

afterEach(cleanup)

function file(mediaType: string, url: string, filename?: string): ReactElement {
  const part: FilePart = {
    type: 'file',
    mediaType,
    url,
    ...(filename === undefined ? {} : { filename }),
  }
  return <FileCard part={part} />
}

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const silence = 'data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA='

/** Everything with an address that a browser would fetch by itself. */
function fetched(): Element[] {
  return [
    ...document.body.querySelectorAll('img, audio, video, source, iframe, object, embed, link'),
  ]
}

test.each([
  ['image/png', 'image', 'Load image from files.example.com: a.png', 'img'],
  ['audio/mpeg', 'audio', 'Load audio from files.example.com: a.png', 'audio'],
  ['video/mp4', 'video', 'Load video from files.example.com: a.png', 'video'],
])(
  '%s of another origin waits for a press, and then has the focus (T-48)',
  (type, kind, name, tag) => {
    render(file(type, 'https://files.example.com/a', 'a.png'))
    expect(document.querySelector('figure')?.dataset['kind']).toBe(kind)
    expect(document.querySelector('img, audio, video')).toBeNull()
    const button = screen.getByRole('button', { name })
    button.focus()
    fireEvent.click(button)
    const shown = document.querySelector(tag)
    expect(shown?.getAttribute('src')).toBe('https://files.example.com/a')
    expect(document.activeElement?.contains(shown)).toBe(true)
  },
)

test('what is of an allowed origin is shown at once, and sound is fetched when it is played (T-48)', () => {
  const files = (
    <MarkdownProvider allowedImageOrigins={['https://cdn.example']}>
      {file('image/png', 'https://cdn.example/a.png')}
      {file('audio/mpeg', 'https://cdn.example/a.mp3', 'a.mp3')}
      {file('audio/mpeg', 'http://cdn.example/a.mp3')}
      {file('video/mp4', 'https://cdn.example.evil.example/a.mp4')}
      {file('video/mp4', 'https://cdn.example:444/a.mp4')}
    </MarkdownProvider>
  )
  render(files)
  expect(screen.getAllByRole('button')).toHaveLength(3)
  expect(screen.getByRole('img', { name: 'Image' }).getAttribute('referrerpolicy')).toBe(
    'no-referrer',
  )
  const audio = document.querySelector('audio')
  expect(audio?.preload).toBe('none')
  expect(audio?.controls).toBe(true)
  expect(audio?.getAttribute('aria-labelledby')).toBeTruthy()
})

test('an image that came with the message is shown, and loads; one that is broken says so', async () => {
  render(
    <>
      {file('image/png', pixel, 'dot.png')}
      {file('image/png', 'data:image/png;base64,AAAA', 'broken.png')}
      {file('image/png', 'data:image/png;base64', 'cut.png')}
      {file('audio/mpeg', 'data:audio/mpeg;base64,', 'cut.mp3')}
    </>,
  )
  await waitFor(() => {
    const states = [...document.querySelectorAll('[data-part=file-image]')].map((image) =>
      image.getAttribute('data-state'),
    )
    expect(states).toEqual(['loaded', 'broken'])
  })
  expect(screen.getByRole('img', { name: 'dot.png' })).toBeTruthy()
  expect(screen.getAllByText('Cannot be shown')).toHaveLength(3)
})

test('sound that cannot be played says so', async () => {
  render(file('audio/wav', 'data:audio/wav;base64,AAAA', 'a.wav'))
  const audio = document.querySelector('audio')
  if (audio === null) throw new Error('There is a player.')
  // What a press on play does, which a page may not do by itself.
  audio.preload = 'auto'
  act(() => audio.load())
  await screen.findByText('Cannot be shown', {}, { timeout: 20_000 })
})

test('any other file has its name, its kind, its size, and is downloaded, never opened (T-51, T-56)', () => {
  render(file('text/html', `data:text/html,${'<p>'.repeat(1000)}`, '../page.html'))
  const link = screen.getByRole('link', { name: 'page.html Text · 3 kB Download' })
  expect(link.getAttribute('download')).toBe('page.html')
  expect(link.getAttribute('target')).toBeNull()
  cleanup()

  render(file('application/pdf', 'https://files.example.com/r'))
  const remote = screen.getByRole('link')
  expect(remote.getAttribute('target')).toBe('_blank')
  expect(remote.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  expect(remote.textContent).toBe('PDF document files.example.com ')
})

test.each([
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  '/settings',
  '#/x',
  'blob:x',
  'file:///x',
  '',
])('a file at %j has no link, whatever its kind (T-47)', (url) => {
  for (const type of ['image/png', 'audio/mpeg', 'video/mp4', 'application/pdf', 'x']) {
    render(file(type, url, 'name.bin'))
    expect(screen.getByText('name.bin')).toBeTruthy()
    expect(document.body.querySelector('[href], img, audio, video, button')).toBeNull()
    cleanup()
  }
})

test('an image type does not make an image of a page or a drawing (T-51)', () => {
  render(
    <>
      {file('image/svg+xml', 'data:image/svg+xml,<svg onload="alert(1)"/>', 'a.svg')}
      {file('image/png', 'data:text/html,<script>alert(1)</script>', 'b.png')}
      {file('audio/mpeg', 'data:text/html,<script>alert(1)</script>', 'c.mp3')}
    </>,
  )
  expect(fetched()).toEqual([])
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('download'))).toEqual([
    'a.svg',
    'b.png',
    'c.mp3',
  ])
})

test('names and types that are hostile are short, plain words (T-53, T-55)', () => {
  render(
    <>
      {file('application/pdf', 'https://a.example', `\u202e${'x'.repeat(10_000)}fdp.exe`)}
      {file(`"><img src=x>${'y'.repeat(10_000)}`, 'https://a.example')}
    </>,
  )
  const [long, odd] = document.querySelectorAll('figure')
  expect(long?.textContent.length).toBeLessThan(140)
  expect(long?.textContent).not.toContain('\u202e')
  expect(long?.textContent).toContain('fdp.exe')
  expect(odd?.getAttributeNames()).toEqual(['data-part', 'data-kind'])
  expect(odd?.dataset['kind']).toBe('file')
})

/** What the page has asked other hosts for. */
function asked(): readonly string[] {
  return performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.includes('.example'))
}

test('nothing is asked of another host before a press (T-48, T-50)', async () => {
  performance.clearResourceTimings()
  render(
    <>
      {file('image/png', 'https://evil.example/p.png', 'p.png')}
      {file('audio/mpeg', 'https://evil.example/p.mp3')}
      {file('video/mp4', 'https://evil.example/p.mp4')}
      {file('application/pdf', 'https://evil.example/p.pdf')}
    </>,
  )
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
  expect(asked()).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: /p\.png/ }))
  document.querySelector('figure')?.scrollIntoView()
  await expect.poll(asked, { timeout: 20_000 }).toEqual(['https://evil.example/p.png'])
})

test('a file of the thoughts is shown like any other', () => {
  const part: ReasoningFilePart = {
    type: 'reasoning-file',
    mediaType: 'text/csv',
    url: 'data:text/csv,1',
  }
  render(<FileCard part={part} />)
  expect(screen.getByRole('link').textContent).toBe('Spreadsheet 1 byte ')
})

test('what a server rendered comes to life without a warning, and fetches nothing (T-50)', async () => {
  const errors = vi.spyOn(console, 'error')
  const tree = (
    <StrictMode>
      {file('image/png', 'https://files.example.com/a.png', 'a.png')}
      {file('image/png', pixel, 'b.png')}
      {file('image/png', 'data:image/png;base64,AAAA', 'broken.png')}
      {file('audio/wav', silence, 'c.wav')}
      {file('application/pdf', 'https://files.example.com/d.pdf', 'd.pdf')}
    </StrictMode>
  )
  const html = renderToString(tree)
  expect(html).not.toMatch(/preload" as|src="https/)
  expect(html).not.toMatch(/ style=/)
  const host = document.body.appendChild(document.createElement('div'))
  host.innerHTML = html
  // All images of it have come, or failed, before anybody listens.
  await waitFor(() => {
    for (const image of host.querySelectorAll('img')) expect(image.complete).toBe(true)
  })
  const root = await act(async () => hydrateRoot(host, tree))
  const states = [...host.querySelectorAll('[data-state]')].map((box) =>
    box.getAttribute('data-state'),
  )
  expect(states).toEqual(['waiting', 'loaded', 'broken', 'shown'])
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})
