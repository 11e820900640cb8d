import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import vectors from '../../vectors/markdown-xss.json'
import { Markdown } from './Markdown.tsx'
import { MarkdownBoundary } from './MarkdownBoundary.tsx'

afterEach(cleanup)

interface Vector {
  readonly id: string
  readonly md?: string
  readonly generate?: readonly (readonly [text: string, times: number])[]
  readonly rules: readonly string[]
  readonly text?: readonly string[]
  readonly needs?: string
  readonly allow?: unknown
  readonly everyPrefix?: boolean
  readonly budgetMs?: number
}

const { cases } = vectors as unknown as { readonly cases: readonly Vector[] }

/** Math, diagrams and lists of allowed origins are not here yet. */
const applicable = cases.filter(({ needs, allow }) => needs === undefined && allow === undefined)

const urlAttributes = new Set(
  'href src srcset action formaction xlink:href cite poster background data ping'.split(' '),
)
const active =
  'script, style, iframe, frame, object, embed, link, meta, base, form, select, textarea, video, audio, ' +
  'dialog, template, svg, math, button:not([data-part="image-placeholder"]), ' +
  'input:not([type="checkbox"][disabled])'
const loading = 'img, picture, source, track, [srcset], [poster], [background], [ping], [style]'

/** What in the page breaks a rule. All rules hold for all cases, whatever a case is about. */
function broken(page: Element): readonly string[] {
  const found = [...page.querySelectorAll(`${active}, ${loading}, a a, a button`)].map(
    (element) => element.outerHTML,
  )
  for (const element of page.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`${name}=${value}`)
      if (urlAttributes.has(name) && !isSafe(value)) found.push(`${name}=${value}`)
    }
    if (element.matches('a[href]:not([href^="#"])')) {
      const rel = element.getAttribute('rel')?.split(' ') ?? []
      if (!rel.includes('noopener') || !rel.includes('noreferrer')) found.push(element.outerHTML)
    }
  }
  return found
}

function isSafe(value: string): boolean {
  const url = URL.parse(value, 'https://chat.example/app/')
  return url !== null && ['http:', 'https:', 'mailto:'].includes(url.protocol)
}

function sourceOf({ md, generate = [] }: Vector): string {
  return md ?? generate.map(([text, times]) => text.repeat(times)).join('')
}

test.each(applicable.map((vector) => [vector.id, vector] as const))(
  '%s does no harm',
  (_, vector) => {
    const text = sourceOf(vector)
    const shown = (until: number) => (
      <MarkdownBoundary text={text} notice="plain">
        <Markdown text={text.slice(0, until)} />
      </MarkdownBoundary>
    )
    const started = performance.now()
    const { container, rerender } = render(shown(text.length))
    const tookMs = performance.now() - started
    expect(broken(container)).toEqual([])
    for (const kept of vector.text ?? []) expect(container.textContent).toContain(kept)
    // Shared cores: the budget is doubled. What blows up, blows up by more.
    if (vector.budgetMs !== undefined) expect(tookMs).toBeLessThan(2 * vector.budgetMs)
    if (text.length > 200 && vector.everyPrefix !== true) return
    for (let until = 1; until < text.length; until++) {
      rerender(shown(until))
      expect(broken(container)).toEqual([])
    }
  },
  60_000,
)
