import { Profiler } from 'react'
import { expect, test } from 'vitest'
import { showInPage } from './fixtures/showMarkdown.tsx'
import { Markdown } from './Markdown.tsx'

interface Update {
  readonly commits: number
  /** What was changed, each by the innermost block, item, row or chunk of code that it is in. */
  readonly touched: ReadonlySet<Element>
  /** The last block, and within it the last item, row or chunk. */
  readonly open: ReadonlySet<Element>
}

const units = '[data-part="markdown-group"] > *, li, tr, [data-part="code-chunk"]'

/** Shows a text in equal steps, and says what each of them cost. */
function updatesOf(text: string, step: number): readonly Update[] {
  let commits = 0
  const shown = showInPage((source, streaming) => (
    <Profiler id="markdown" onRender={() => commits++}>
      <Markdown text={source} streaming={streaming} />
    </Profiler>
  ))
  const observer = new MutationObserver(() => undefined)
  const updates: Update[] = []
  for (let end = step; end <= text.length; end += step) {
    const before = openUnits(shown.page)
    observer.observe(shown.page, {
      childList: true,
      characterData: true,
      attributes: true,
      subtree: true,
    })
    commits = 0
    shown.show(text.slice(0, end), true)
    const touched = observer.takeRecords().flatMap(({ target }) => unitOf(target) ?? [])
    updates.push({
      commits,
      touched: new Set(touched),
      open: new Set([...before, ...openUnits(shown.page)]),
    })
  }
  observer.disconnect()
  shown.close()
  return updates
}

function unitOf(target: Node): Element | undefined {
  const element = target instanceof Element ? target : target.parentElement
  return element?.closest(units) ?? undefined
}

/** From the last block inwards, the last unit of each. */
function openUnits(page: Element): readonly Element[] {
  const open: Element[] = []
  let within: Element | undefined = page
  while (within !== undefined) {
    within = [...within.querySelectorAll(units)].findLast(
      (unit) => unit.parentElement?.closest(units) === (open.at(-1) ?? null),
    )
    if (within !== undefined) open.push(within)
  }
  return open
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('')

test.each([
  ['paragraphs', lines(60, (index) => `Paragraph **${index}** of \`many\`.\n\n`)],
  ['a list', lines(80, (index) => `- item **${index}**\n`)],
  ['a list in a list', lines(40, (index) => `- a ${index}\n  - b\n  - c\n`)],
  ['a table', `| a | b |\n| - | - |\n${lines(80, (index) => `| ${index} | *x* |\n`)}`],
  ['a fence', `\`\`\`ts\n${lines(200, (index) => `let a${index} = 1\n`)}`],
])('an update of %s is one commit, and changes only what is open', (_, text) => {
  const updates = updatesOf(text, 23)
  expect(updates.length).toBeGreaterThan(20)
  expect(updates.map(({ commits }) => commits).filter((commits) => commits !== 1)).toEqual([])
  for (const { touched, open } of updates) {
    for (const unit of touched) expect(open).toContain(unit)
  }
})

test('an update that changes nothing that is shown changes nothing in the page', () => {
  const shown = showInPage((text, streaming) => <Markdown text={text} streaming={streaming} />)
  shown.show('Some text\n\n', true)
  const observer = new MutationObserver(() => undefined)
  observer.observe(shown.page, {
    childList: true,
    characterData: true,
    attributes: true,
    subtree: true,
  })
  shown.show('Some text\n\n|', true)
  shown.show('Some text\n\n| a', true)
  expect(observer.takeRecords()).toEqual([])
  shown.close()
})
