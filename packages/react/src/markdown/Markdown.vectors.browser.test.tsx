import { act } from '@testing-library/react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import { brokenRules, type Exceptions, isKnownRule } from './fixtures/brokenRules.ts'
import { type ShownMarkdown, showMarkdown } from './fixtures/showMarkdown.tsx'
import { threadTimeMs } from '../fixtures/threadTimeMs.ts'
import {
  cutsOf,
  isShort,
  settingsOf,
  sourceOf,
  type Vector,
  vectors,
  withMath,
} from './fixtures/vectors.ts'
import { Markdown } from './Markdown.tsx'
import type { FenceComponentProps, MarkdownSettings } from './MarkdownContext.ts'

const threats: Readonly<Record<string, readonly string[]>> = {
  'safe-urls': ['T-47'],
  'no-remote-load': ['T-48', 'T-49', 'T-50'],
  'no-remote-load-except-allowed': ['T-48', 'T-49', 'T-50'],
  'no-active-elements': ['T-51', 'T-57'],
  'no-event-attributes': ['T-51'],
  'no-style': ['T-51'],
  'no-clobber': ['T-52'],
  'time-budget': ['T-53'],
  'bidi-visible': ['T-55'],
  'external-marked': ['T-55', 'T-58'],
}

function nameOf({ id, rules, needs }: Vector): string {
  const ids = rules.flatMap((rule) => threats[rule] ?? [])
  const all = new Set([...ids, ...(needs === undefined ? [] : ['T-54']), 'T-56'])
  return `${id} (${[...all].toSorted().join(', ')})`
}

function exceptionsOf({ needs, rules, allow }: Vector): Exceptions {
  const mayLoad = rules.includes('no-remote-load-except-allowed')
  return { math: needs === 'math', imageOrigins: mayLoad ? (allow?.imageOrigins ?? []) : [] }
}

const deep = import.meta.env['MILLRACE_DEEP'] !== undefined

describe('rendered whole and at every prefix, on a server, taken over from there, and copied', () => {
  test.each(vectors.map((vector) => [nameOf(vector), vector] as const))(
    '%s',
    async (_, vector) => {
      expect(vector.rules.filter((rule) => !isKnownRule(rule))).toEqual([])
      const text = sourceOf(vector)
      const settings = settingsOf(vector)
      const exceptions = exceptionsOf(vector)

      // A guard against what blows up, no measure: others may use the same core. What blows up, blows up by more.
      const budgetMs = 5 * (vector.budgetMs ?? Number.POSITIVE_INFINITY)
      const shown = showMarkdown(settings)
      const tookMs = await threadTimeMs(() => shown.showAll(text, false))
      expect(tookMs, 'time to render').toBeLessThan(budgetMs)
      checkPage('rendered', shown.page, exceptions)
      checkWhole('rendered', shown.page, vector)
      checkPage('copied', copyOf(shown), exceptions, '*')
      shown.close()

      let html = ''
      const tookServerMs = await threadTimeMs(() => {
        html = renderToString(<Markdown text={text} {...settings} />)
      })
      expect(tookServerMs, 'time to render on a server').toBeLessThan(budgetMs)
      expect(html).not.toContain('<link')
      checkPage('on a server', parsed(html), exceptions)
      checkWhole('on a server', parsed(html), vector)

      // What is long because it says the same over and over is shown once more in a deep run.
      if (isShort(text) || deep) await checkTakenOver(html, text, settings, exceptions)
      if (text.length < 20_000 || deep) checkPrefixes(text, settings, exceptions)
      if (isShort(text)) checkWithMath(text, settings, exceptions)
    },
    120_000,
  )
})

function checkPage(
  where: string,
  page: ParentNode,
  exceptions: Exceptions,
  shows = '[data-part="markdown"]',
): void {
  // What failed to render breaks no rule.
  expect(page.querySelector(shows), where).not.toBeNull()
  expect(brokenRules(page, exceptions), where).toEqual([])
}

/** What a case asks for in the page of all its text. */
function checkWhole(where: string, page: ParentNode & Node, vector: Vector): void {
  for (const kept of vector.text ?? []) expect(page.textContent, where).toContain(kept)
  if (vector.expectImages !== undefined) {
    expect(page.querySelectorAll('img:not([src^="data:"])').length, where).toBe(vector.expectImages)
  }
}

function copyOf({ page }: ShownMarkdown): DocumentFragment {
  const range = document.createRange()
  range.selectNodeContents(page.firstElementChild ?? page)
  return range.cloneContents()
}

function parsed(html: string): DocumentFragment {
  const template = document.createElement('template')
  template.innerHTML = html
  return template.content
}

async function checkTakenOver(
  html: string,
  text: string,
  settings: MarkdownSettings,
  exceptions: Exceptions,
): Promise<void> {
  const page = document.body.appendChild(document.createElement('div'))
  page.innerHTML = html
  const before = page.querySelectorAll('*').length
  const problems: unknown[] = []
  const errors = vi.spyOn(console, 'error').mockImplementation((...words) => problems.push(words))
  const root = await act(() =>
    hydrateRoot(page, <Markdown text={text} {...settings} />, {
      onRecoverableError: (error) => problems.push(error),
    }),
  )
  errors.mockRestore()
  expect(problems, 'taken over').toEqual([])
  expect(page.querySelectorAll('*').length, 'taken over').toBe(before)
  checkPage('taken over', page, exceptions)
  act(() => root.unmount())
  page.remove()
}

/**
 * Beginnings of the text as it comes, one in eight of a short one; some of those also as all there is, on a server.
 * Each of them in a deep run.
 */
function checkPrefixes(text: string, settings: MarkdownSettings, exceptions: Exceptions): void {
  const every = deep || !isShort(text) ? 1 : 8
  const prefixes = cutsOf(text)
    .filter((_, at) => at % every === text.length % every)
    .map((cut) => text.slice(0, cut))
  const shown = showMarkdown(settings)
  for (const prefix of prefixes) {
    shown.show(prefix, true)
    checkPage(`streamed up to ${prefix.length}`, shown.page, exceptions)
  }
  shown.close()
  if (!isShort(text)) return
  // A server has no beginnings: those of a stream that broke off are few.
  const ends = deep ? prefixes : prefixes.filter((_, at) => at % 2 === text.length % 2)
  const html = renderToString(
    ends.map((prefix) => (
      <section key={prefix.length}>
        <Markdown text={prefix} {...settings} />
      </section>
    )),
  )
  expect(html).not.toContain('<link')
  const pages = [...parsed(html).children]
  expect(pages).toHaveLength(ends.length)
  for (const [index, page] of pages.entries()) {
    checkPage(`on a server up to ${ends[index]?.length}`, page, exceptions)
  }
}

/** Plugins see whole blocks, and are on another way to the page. */
function checkWithMath(text: string, settings: MarkdownSettings, exceptions: Exceptions): void {
  const ways = ['block', 'leaf'] as const
  // Both in a deep run.
  for (const pluginsSee of deep ? ways : [ways[text.length % 2] ?? 'block']) {
    const html = renderToString(
      <Markdown text={text} {...settings} {...withMath} pluginsSee={pluginsSee} />,
    )
    checkPage(`with math, ${pluginsSee}`, parsed(html), { ...exceptions, math: true })
  }
}

const diagrams = vectors.filter(({ needs }) => needs === 'mermaid')

test.each(diagrams.map((vector) => [vector.id, vector] as const))(
  '%s: a component for diagrams gets what is in the fence, once it is complete (T-54)',
  (_, vector) => {
    const text = sourceOf(vector)
    const code = text.split('\n').slice(1, -1).join('\n')
    const got: FenceComponentProps[] = []
    function Diagram(props: FenceComponentProps): string {
      got.push(props)
      return 'a diagram'
    }
    const shown = showMarkdown({ fences: { mermaid: Diagram } })
    for (const cut of cutsOf(text).slice(0, -1)) shown.show(text.slice(0, cut), true)
    expect(got).toEqual([])
    shown.show(`${text}\n\nMore`, true)
    expect(shown.page.textContent).toContain('a diagram')
    expect(shown.page.querySelector('code')).toBeNull()
    for (const props of got) expect(props).toEqual({ code, language: 'mermaid' })
    shown.close()
  },
)

describe('the rules themselves find', () => {
  test.each([
    ['safe-urls', '<a href="java\tscript:alert(1)" rel="noopener noreferrer" title="">x</a>'],
    ['safe-urls', '<img src="data:image/svg+xml,x">'],
    ['safe-urls', '<img srcset="https://a.example/x 1x, javascript:x 2x">'],
    ['no-active-elements', '<input type="checkbox">'],
    ['no-active-elements', '<button type="button" data-part="code-copy">Log in</button>'],
    ['no-active-elements', '<output data-part="copy-status">Session expired</output>'],
    ['no-active-elements', '<math></math>'],
    ['no-active-elements', '<div popover>x</div>'],
    ['no-active-elements', '<template><p>x</p></template>'],
    ['no-event-attributes', '<p onclick="x">x</p>'],
    ['no-remote-load', '<img src="https://evil.example/x.png">'],
    ['no-remote-load', '<img src="/x.png">'],
    ['no-remote-load', '<link rel="preload" as="image" href="https://evil.example/x.png">'],
    ['no-remote-load', '<p style="background: url(https://evil.example)">x</p>'],
    ['no-style', '<p style="color: red">x</p>'],
    ['no-clobber', '<p id="location">x</p>'],
    ['no-clobber', '<img name="getElementById">'],
    ['external-marked', '<a href="//evil.example" rel="noopener noreferrer">x</a>'],
    ['external-marked', '<a href="https://a.example" title="a.example" rel="noopener">x</a>'],
    [
      'external-marked',
      '<a href="https://a@evil.example" title="a" rel="noopener noreferrer">x</a>',
    ],
    ['bidi-visible', '<p>\u202ex</p>'],
    ['bidi-visible', '<pre dir="ltr"><code>\u202ex</code></pre>'],
    ['only-known', '<x-own>x</x-own>'],
    ['only-known', '<p class="alert">x</p>'],
    ['only-known', '<p data-theme="dark">x</p>'],
  ])('%s in %s', (rule, html) => {
    const found = brokenRules(parsed(html)).map((broken) => broken.split(':')[0])
    expect(found).toContain(rule)
  })
})
