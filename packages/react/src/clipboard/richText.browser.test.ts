import { afterEach, describe, expect, test } from 'vitest'
import { brokenRules } from '../markdown/fixtures/brokenRules.ts'
import { showMarkdown } from '../markdown/fixtures/showMarkdown.tsx'
import { settingsOf, sourceOf, vectors } from '../markdown/fixtures/vectors.ts'
import { richText } from './richText.ts'

let close: (() => void) | undefined

afterEach(() => close?.())

function copied(text: string, settings = {}): string {
  const shown = showMarkdown(settings)
  void shown.showAll(text, false)
  close = () => shown.close()
  const root = shown.page.querySelector('[data-part=markdown]')
  return root === null ? '' : richText([root])
}

function parsed(html: string): Document {
  return new DOMParser().parseFromString(html, 'text/html')
}

test('what an editor knows is kept, and nothing of the page around it', () => {
  const text = [
    '## Title',
    'A *word*, **one** more, ~~none~~ and `code` [link](https://example.com "hint").',
    '3. three\n4. four\n\n- [x] done\n- [ ] open',
    '| a | b |\n| - | -: |\n| 1 | 2 |',
    '> quoted',
    '```ts\nlet a = 1\n```',
  ].join('\n\n')
  expect(copied(text).replaceAll('\n', '')).toBe(
    '<h4>Title</h4><p>A <em>word</em>, <strong>one</strong> more, <del>none</del> and ' +
      '<code>code</code> <a href="https://example.com">link</a>.</p>' +
      '<ol start="3"><li>three</li><li>four</li></ol>' +
      '<ul><li>☑  done</li><li>☐  open</li></ul>' +
      '<table><thead><tr><th>a</th><th align="right">b</th></tr></thead>' +
      '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>' +
      '<blockquote><p>quoted</p></blockquote><pre><code>let a = 1</code></pre>',
  )
})

test('an image that the reader has not loaded is not loaded by the editor either (T-48)', () => {
  expect(copied('![map](https://collector.example/x.png)')).not.toContain('collector.example/x')
})

describe('hostile text copied as rich text breaks no rule of a page (T-47 to T-52, T-56)', () => {
  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const page = parsed(copied(sourceOf(vector), settingsOf(vector)))
    // How a link opens, and what marks what, is the business of the page that it is put into.
    const ours = /^(?:external-marked|only-known|bidi-visible)/
    const broken = brokenRules(page.body, {
      imageOrigins: vector.allow?.imageOrigins ?? [],
    }).filter((rule) => !ours.test(rule))
    expect(broken).toEqual([])
    const attributes = [...page.body.querySelectorAll('*')].flatMap((node) =>
      node.getAttributeNames(),
    )
    const known = ['align', 'alt', 'colspan', 'href', 'scope', 'src', 'start']
    expect([...new Set(attributes)].filter((name) => !known.includes(name))).toEqual([])
  })
})
