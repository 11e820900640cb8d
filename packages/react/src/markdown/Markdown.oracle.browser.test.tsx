import ReactMarkdown from 'react-markdown'
import remarkCjkFriendly from 'remark-cjk-friendly'
import remarkGfm from 'remark-gfm'
import { expect, inject, test } from 'vitest'
import { elementsFor } from './elementsFor.tsx'
import { answers } from './fixtures/answers.ts'
import { gfmExamples } from './fixtures/gfmExamples.ts'
import { joined } from './fixtures/joined.ts'
import { comparable, showInPage, showMarkdown } from './fixtures/showMarkdown.tsx'
import { prefixFootnoteLabel } from './prefixFootnoteLabel.ts'
import { safeUrl } from './safeUrl.ts'

const deep = import.meta.env['MILLRACE_DEEP'] !== undefined
const examples = [
  ...inject('commonmarkExamples'),
  ...gfmExamples.map(({ markdown }) => markdown),
  ...answers.map(({ markdown }) => markdown),
]
const others = [...inject('recordedTexts'), ...inject('benchTexts')].map(({ text }) => text)

const components = elementsFor(2)

async function oracle(text: string): Promise<string> {
  const shown = showInPage((source) => (
    <div data-part="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm, remarkCjkFriendly]}
        rehypePlugins={[[prefixFootnoteLabel, '_r_0_']]}
        remarkRehypeOptions={{ clobberPrefix: '_r_0_-' }}
        urlTransform={safeUrl}
        components={components}
      >
        {source}
      </ReactMarkdown>
    </div>
  ))
  await shown.showAll(text, false)
  const html = asOurs(shown.page)
  shown.close()
  return html
}

async function ours(text: string): Promise<string> {
  const shown = showMarkdown()
  await shown.showAll(text, false)
  for (const group of shown.page.querySelectorAll('[data-part="markdown-group"]')) {
    group.replaceWith(...group.childNodes)
  }
  const html = asOurs(shown.page)
  shown.close()
  return html
}

/**
 * All in which our page differs from react-markdown's on purpose: groups are unwrapped above; the alignment of a cell
 * is an attribute and not a style, which a strict policy would refuse from a server.
 */
function asOurs(page: HTMLElement): string {
  for (const cell of page.querySelectorAll<HTMLElement>('th[style], td[style]')) {
    cell.setAttribute('align', cell.style.textAlign)
    cell.removeAttribute('style')
  }
  page.normalize()
  return comparable(page)
}

/** One in `every`, all of them in a deep run. */
function some(texts: readonly string[], every: number): readonly string[] {
  return deep ? texts : texts.filter((_, index) => index % every === 0)
}

test('the page of a finished text is that of react-markdown with the same plugins', async () => {
  for (const text of some(examples, 4)) expect(await ours(text), text).toBe(await oracle(text))
}, 300_000)

test('so is that of joins, recordings and the answers of the benchmark', async () => {
  for (const text of [...joined(examples, deep ? 1000 : 12, 21), ...some(others, 6)]) {
    expect(await ours(text), text).toBe(await oracle(text))
  }
}, 300_000)
