import { seededRandom } from '@millrace/protocol/testing'
import type { Nodes, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, test } from 'vitest'
import { math } from './math.ts'

const deep = process.env['MILLRACE_DEEP'] !== undefined

const { remarkPlugins } = math()
const plain = unified().use(remarkParse).use(remarkGfm).freeze()
const withMath = unified().use(remarkParse).use(remarkGfm).use(remarkPlugins).freeze()

/** The tree on one line: `math(x)` and `inlineMath(x)`, the text of the rest. */
function outline(node: Nodes): string {
  if ('value' in node) return node.type === 'text' ? node.value : `${node.type}(${node.value})`
  return `${node.type}(${'children' in node ? node.children.map(outline).join('|') : ''})`
}

function outlines(text: string): readonly string[] {
  return withMath.parse(text).children.map(outline)
}

describe('formulas on lines of their own', () => {
  test.each([
    ['\\[x\\]', ['math(x)']],
    ['\\[\nx\n\\]', ['math(x)']],
    ['\\[\r\n  x\r\n\\]\r\nb', ['math(x)', 'paragraph(b)']],
    ['$$x$$', ['math(x)']],
    ['$$\nx\n\ny\n$$\nz', ['math(x\n\ny)', 'paragraph(z)']],
    ['$$\\frac a\n{b}$$\nrest', ['math(\\frac a\n{b})', 'paragraph(rest)']],
    ['$$ x = 1\n$$', ['math(x = 1)']],
    ['   \\[ a \\\\[4pt] b \\]  ', ['math(a \\\\[4pt] b)']],
    ['\\[ \\text{if \\(x\\)} \\]', ['math(\\text{if \\(x\\)})']],
    ['$$ \\text{\\$5 or $x$} $$', ['math(\\text{\\$5 or $x$})']],
  ])('%j is a block', (text, expected) => {
    expect(outlines(text)).toEqual(expected)
  })

  test('lines within it start no list, heading or quote', () => {
    const formula = 'a\n+ b\n=\n- c\n> 0\n# d\n1. e'
    expect(outlines(`\\[\n${formula}\n\\]`)).toEqual([`math(${formula})`])
    expect(outlines(`\\[ a = \n${formula}\n\\]`)).toEqual([`math(a = \n${formula})`])
  })

  test('it ends the paragraph before it, and what follows starts another', () => {
    expect(outlines('So:\n\\[\nx\n\\], where *y*\nis')).toEqual([
      'paragraph(So:)',
      'math(x\n,)',
      'paragraph(where |emphasis(y))',
      'paragraph(is)',
    ])
  })

  test('it may stand in quotes, lists and footnotes', () => {
    expect(outlines('> \\[\n> - a\n> \\]\n> b')).toEqual(['blockquote(math(- a)|paragraph(b))'])
    expect(outlines('1. A:\n   $$\n   x\n   $$\n2. B')).toEqual([
      'list(listItem(paragraph(A:)|math(x))|listItem(paragraph(B)))',
    ])
    expect(outlines('a[^1]\n\n[^1]: b\n    \\[\n    x\n    \\]')[1]).toBe(
      'footnoteDefinition(paragraph(b)|math(x))',
    )
  })

  test.each([
    ['\\[\nx\n\n- y', ['paragraph(\\[\nx\n\n- y)']],
    ['$$\nx', ['paragraph($$\nx)']],
    ['\\[ x = 1\n\n- y', ['paragraph(\\[ x = 1)', 'list(listItem(paragraph(y)))']],
    ['\\[\n\\]\nx', ['paragraph(\\[\n\\])', 'paragraph(x)']],
    ['> \\[\nx\n\\]', ['blockquote(paragraph(\\[))', 'paragraph(x\n])']],
  ])('%j, never closed or empty, is text', (text, expected) => {
    expect(outlines(text)).toEqual(expected)
  })

  test('a paragraph that is a formula not closed yet says so', () => {
    const { children } = withMath.parse('\\[\nx\n\n- y')
    expect(children.map(({ data }) => data)).toEqual([{ openMath: true }])
    expect(withMath.parse('x \\(y').children[0]?.data).toBeUndefined()
  })
})

describe('formulas within a sentence', () => {
  test.each([
    ['a \\(x\\) b', 'a |inlineMath(x)| b'],
    ['a \\[x\\] b', 'a |inlineMath(x)| b'],
    ['a $$x$$ b', 'a |inlineMath(x)| b'],
    ['\\[ x \\]. Then', 'inlineMath(x)|. Then'],
    ['a \\(x\ny\\) b', 'a |inlineMath(x\ny)| b'],
    ['*a \\(x*y\\) b*', 'emphasis(a |inlineMath(x*y)| b)'],
    ['a \\(x \\(y\\) b', 'a (x |inlineMath(y)| b'],
  ])('%j is read', (text, expected) => {
    expect(outlines(text)).toEqual([`paragraph(${expected})`])
  })

  test('they may stand in headings, links and cells', () => {
    expect(outlines('# \\(x\\)')).toEqual(['heading(inlineMath(x))'])
    expect(outlines('[a\\(x\\)](u)')).toEqual(['paragraph(link(a|inlineMath(x)))'])
    expect(outlines('|a|\n|-|\n|\\(x\\)|')).toEqual([
      'table(tableRow(tableCell(a))|tableRow(tableCell(inlineMath(x))))',
    ])
  })
})

test.each([
  'It costs $5 and $6.',
  '$$ and more\n\n$$$',
  'a \\(x b\n\nc\\)',
  'a \\[x b',
  'a \\(x\\] b',
  '\\\\(x\\\\) a',
  '\\(\\) and \\[ \\] task',
  '\\[1\\] Smith, \\[2, 3\\] Jones',
  '\\[sic\\]',
  '\\[see above\nor below\\] it',
  '\\[x\\](http://a.example) is no link',
  '`\\(x\\)` and\n\n```\n\\[x\\]\n$$x$$\n```',
  '    \\[x\\]',
])('%j means what it means without math', (text) => {
  expect(withMath.parse(text)).toEqual(plain.parse(text))
})

const pieces = [
  '\\(',
  '\\)',
  '\\[',
  '\\]',
  '$$',
  '$',
  '\\',
  'x = 1',
  'a',
  '1',
  ' ',
  '\n',
  '\n',
  '\n\n',
  '- ',
  '> ',
  '=',
  '# ',
  '\t',
  '`',
  '*',
  '| a | b |\n|-|-|\n',
]

function textOf(random: () => number): string {
  let text = ''
  for (let left = 1 + Math.floor(random() * 24); left > 0; left--) {
    text += pieces[Math.floor(random() * pieces.length)] ?? ''
  }
  return text
}

test('a block that another follows on a complete line is never read otherwise, whatever comes', () => {
  const random = seededRandom(54)
  for (let round = 0; round < (deep ? 300 : 100); round++) {
    const text = textOf(random)
    const whole = outlines(text)
    for (let end = 1; end < text.length; end++) {
      const finished = finishedIn(withMath.parse(text.slice(0, end)), text.slice(0, end))
      expect(whole.slice(0, finished.length), JSON.stringify([text, end])).toEqual(finished)
    }
  }
})

/** The blocks before the last that starts on a line which is complete. */
function finishedIn({ children }: Root, text: string): readonly string[] {
  const last = children.findLastIndex(
    (child) => text.indexOf('\n', child.position?.start.offset) !== -1,
  )
  // Setext underlines and tables take a block back without math, too: one line of grace.
  return children.slice(0, Math.max(0, last)).map(outline)
}

test('a text without openings is read as it is without math', () => {
  const random = seededRandom(7)
  for (let round = 0; round < 1000; round++) {
    const text = textOf(random).replaceAll(/\\|\$\$/g, '')
    expect(withMath.parse(text)).toEqual(plain.parse(text))
  }
})

test.each([
  ['\\('],
  ['\\['],
  ['\\[ '],
  ['\\[\n'],
  ['\\[=\n'],
  ['$$\n'],
  ['$$='],
  ['$$=\n'],
  ['\\[x\\]('],
  ['\\[ \\(\\[\n'],
  ['> \\[\n'],
  ['\\[a\\'],
])('%j 20,000 times is read in linear time (T-53, T-54)', (piece) => {
  const started = performance.now()
  withMath.parse(piece.repeat(20_000))
  expect(performance.now() - started).toBeLessThan(20_000)
})
