import { tests as commonmark } from 'commonmark-spec'
import { expect, test } from 'vitest'
import { answers } from '../fixtures/answers.ts'
import { gfmExamples } from '../fixtures/gfmExamples.ts'
import { joined } from '../fixtures/joined.ts'
import { createMarkdownTree } from './createMarkdownTree.ts'
import { createMarkdownParser } from './MarkdownParser.ts'

const parser = createMarkdownParser([])
const examples = [
  ...commonmark.map(({ markdown }) => markdown),
  ...gfmExamples.map(({ markdown }) => markdown),
  ...answers.map(({ markdown }) => markdown),
]

/** A tree as one text, without where its nodes stood in the source. */
function written(nodes: unknown): string {
  return JSON.stringify(nodes, (key, value: unknown) =>
    key === 'position' || key === 'closed' ? undefined : value,
  ).replaceAll(',"data":{}', '')
}

function once(text: string): string {
  return written(createMarkdownTree(parser).read(text))
}

function broken(text: string): readonly number[] {
  const expected = once(text)
  const found: number[] = []
  for (let cut = 0; cut <= text.length; cut++) {
    const tree = createMarkdownTree(parser)
    tree.read(text.slice(0, cut), true)
    if (written(tree.read(text)) !== expected) found.push(cut)
  }
  const tree = createMarkdownTree(parser)
  for (let cut = 0; cut <= text.length; cut++) tree.read(text.slice(0, cut), true)
  if (written(tree.read(text)) !== expected) found.push(-1)
  return found
}

function diff(a: string, b: string) {
  let i = 0
  while (a[i] === b[i]) i++
  return [a.slice(Math.max(0, i - 400), i + 400), '\n', b.slice(Math.max(0, i - 400), i + 400)]
}

test('joined', () => {
  let bad = 0
  let n = 0
  for (const text of joined(examples, Number(process.env.JOINS ?? 1500), Number(process.env.SEED ?? 6))) {
    const expected = once(text)
    const cuts = [-1, ...Array.from({ length: 12 }, (_, i) => (n * 7919 + i * 104729) % text.length)]
    for (const cut of cuts) {
      n++
      const tree = createMarkdownTree(parser)
      if (cut === -1) {
        for (let at = 0; at <= text.length; at += 1 + (at * 31) % 17) tree.read(text.slice(0, at), true)
      } else tree.read(text.slice(0, cut), true)
      const got = written(tree.read(text))
      if (got !== expected) {
        if (bad++ < 6) {
          let i = 0
          while (got[i] === expected[i]) i++
          console.log(JSON.stringify(text), cut, '\n', expected.slice(Math.max(0, i - 300), i + 300), '\n', got.slice(Math.max(0, i - 300), i + 300))
        }
        break
      }
    }
  }
  console.log('bad joins', bad, n)
}, 300000)

test('examples', () => {
  let bad = 0
  for (const text of examples.slice(Number(process.env.FROM ?? 0))) {
    const found = broken(text)
    if (found.length > 0 && bad++ < 8) {
      const tree = createMarkdownTree(parser)
      if (found[0] === -1) for (let cut = 0; cut <= text.length; cut++) tree.read(text.slice(0, cut), true)
      else tree.read(text.slice(0, found[0]), true)
      console.log(JSON.stringify(text.slice(0, 600)), found.slice(0, 5), '\n', ...diff(once(text), written(tree.read(text))))
    }
  }
  console.log('bad', bad, 'of', examples.length)
}, 300000)
