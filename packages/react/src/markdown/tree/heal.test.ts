import type { Nodes } from 'mdast'
import { describe, expect, test } from 'vitest'
import { createMarkdownTree } from './createMarkdownTree.ts'
import { heldBack } from './heldBack.ts'
import { createMarkdownParser } from './MarkdownParser.ts'

const parser = createMarkdownParser([])

/** A tree in short: `p(strong(bold) text)`. */
function short(node: Nodes): string {
  if (node.type === 'text') return node.value
  const name = names[node.type] ?? node.type
  if ('children' in node) return `${name}(${node.children.map(short).join('')})`
  return 'value' in node ? `${name}(${node.value})` : name
}

const names: Readonly<Record<string, string>> = {
  paragraph: 'p',
  heading: 'h',
  emphasis: 'em',
  inlineCode: 'code',
  code: 'pre',
  listItem: 'li',
  blockquote: 'quote',
  tableRow: 'tr',
  tableCell: 'td',
  link: 'a',
  linkReference: 'ref',
}

function shown(text: string): string {
  return createMarkdownTree(parser).read(text, true).blocks.map(short).join(' ')
}

describe('while it grows, half-open', () => {
  test.each([
    ['strong', 'a **bol', 'p(a strong(bol))'],
    ['strong whose end has begun', 'a **bold*', 'p(a strong(bold))'],
    ['emphasis', 'a *b', 'p(a em(b))'],
    ['emphasis by underscores', 'a _b', 'p(a em(b))'],
    ['emphasis in strong', 'a **b *c', 'p(a strong(b em(c)))'],
    ['strong around what is closed', 'a **b `c` [d](/e) f', 'p(a strong(b code(c) a(d) f))'],
    ['strong over two lines', 'a **b\nc', 'p(a strong(b\nc))'],
    ['strong in a quoted list', '> - a **b', 'quote(list(li(p(a strong(b)))))'],
    ['strong over two lines of a quote', '> a **b\n> c', 'quote(p(a strong(b\nc)))'],
    ['strong in a heading', '# a **b', 'h(a strong(b))'],
    ['strong in a cell', '| a |\n| - |\n| **b', 'table(tr(td(a))tr(td(strong(b))))'],
    ['strikethrough', '~~a', 'p(delete(a))'],
    ['three marks, of which the inner two are not known,', '***a', 'p(a)'],
    ['code', 'a `b *c* d', 'p(a code(b *c* d))'],
    ['code with a mark of two', 'a ``b ` c', 'p(a code(b ` c))'],
    ['code with an address', 'a `www.example.com/b', 'p(a code(www.example.com/b))'],
    ['link: its words', 'a [b **c', 'p(a b strong(c))'],
    ['link whose words are there', 'a [b]', 'p(a b)'],
    ['link with half of an address', 'a [b](https://exam', 'p(a b)'],
    ['link with half of a title', 'a [b](/c "d', 'p(a b)'],
    ['link with a half label', 'a [b][c', 'p(a b)'],
    ['image: nothing', 'a ![b](https://exam', 'p(a )'],
    ['image whose words are there: nothing', 'a ![b]', 'p(a )'],
    ['reference to a note: nothing', 'a[^no', 'p(a)'],
    [
      'address: its letters, as no link',
      'see https://example.com/a',
      'p(see https://example.com/a)',
    ],
    ['address behind which is a full stop', 'see www.example.com.', 'p(see www.example.com.)'],
    ['address in brackets: nothing', 'see <https://exam', 'p(see )'],
    ['entity: nothing', 'a &am', 'p(a )'],
    ['escape: nothing', 'a \\', 'p(a)'],
    ['tag: as it is written', 'a <b cla', 'p(a <b cla)'],
    ['fence: code', '```ts\nlet a', 'pre(let a)'],
  ])('%s', (_, text, expected) => {
    expect(shown(text).replace(/ \)/g, ')')).toBe(expected.replace(/ \)/g, ')'))
  })

  test.each([
    ['a star that opens nothing', '2 * 3 and', 'p(2 * 3 and)'],
    ['underscores in a word', 'snake_case_name', 'p(snake_case_name)'],
    ['a bracket that is no link', 'a [b] c', 'p(a [b] c)'],
    ['parentheses behind brackets that are no address', 'a [b] (c d e', 'p(a [b] (c d e)'],
    ['one tilde', 'in ~5 minutes', 'p(in ~5 minutes)'],
    ['what is escaped', 'a \\*\\*b', 'p(a **b)'],
    ['a mark of a paragraph that has ended', 'a **b\n\nc d', 'p(a **b) p(c d)'],
  ])('%s stays as it is', (_, text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

describe('held back until it is decided:', () => {
  test.each([
    ['a line of marks', 'a\n\n---', 'p(a)'],
    ['the underline of a heading', 'a\n=', 'p(a)'],
    ['the mark of an item', 'a\n\n- ', 'p(a)'],
    ['a number with a dot', 'a\n\n12.', 'p(a)'],
    ['the box of a task', '- [x]', ''],
    ['the marks of a heading', '## ', ''],
    ['the first line of a table', '| a | b |\n', ''],
    ['the first line of a table, and half of the second', '| a | b |\n| --', ''],
    ['half of a fence', '``', ''],
    ['a fence whose language is not complete', '```type', ''],
    ['a definition', '[a]: https://exam', ''],
    ['a definition whose address is on the next line', '[a]:\nhttps://exam', 'p([a]:)'],
    ['what may become a definition', '[a', ''],
    ['a tag that may start HTML', '<deta', ''],
    ['half of a line ending', 'a\r', 'p(a)'],
    ['an item that holds nothing yet', '- a\n- [b', 'list(li(p(a)))'],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  test.each([
    ['the first line of a table that is none', '| a | b |\nc', 'p(| a | b |\nc)'],
    ['brackets at the start', '[a] b', 'p([a] b)'],
    ['a rule', 'a\n\n---\n', 'p(a) thematicBreak'],
    ['a table', '| a |\n| - |\n', 'table(tr(td(a)))'],
  ])('not longer than that: %s', (_, text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})

test('what is held back is short, or one line', () => {
  expect(heldBack(`${'word '.repeat(1000)}**`)).toBe(5000)
  expect(heldBack(`${'-'.repeat(2000)}`)).toBe(2000)
})
