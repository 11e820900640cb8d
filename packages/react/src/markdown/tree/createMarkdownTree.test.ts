import { seededRandom } from '@millrace/protocol/testing'
import { tests as commonmark } from 'commonmark-spec'
import { describe, expect, test } from 'vitest'
import { answers } from '../fixtures/answers.ts'
import { gfmExamples } from '../fixtures/gfmExamples.ts'
import { joined } from '../fixtures/joined.ts'
import { createMarkdownTree } from './createMarkdownTree.ts'
import { createMarkdownParser } from './MarkdownParser.ts'

const deep = process.env['MILLRACE_DEEP'] !== undefined
const parser = createMarkdownParser([])
const examples = [
  ...commonmark.map(({ markdown }) => markdown),
  ...gfmExamples.map(({ markdown }) => markdown),
  ...answers.map(({ markdown }) => markdown),
]

/** A tree as one text, without where its nodes stood in the source. */
function written(snapshot: unknown): string {
  return JSON.stringify(snapshot, (key, value: unknown) =>
    key === 'position' || key === 'closed' || key === 'finished' ? undefined : value,
  ).replaceAll(',"data":{}', '')
}

function once(text: string): string {
  return written(createMarkdownTree(parser).read(text))
}

/** Some of them, spread over all; all in a deep run. */
function some<Value>(values: readonly Value[], every: number): readonly Value[] {
  return deep ? values : values.filter((_, index) => index % every === 0)
}

describe('a text ends as the tree that it is at once', () => {
  test('wherever it is cut', () => {
    for (const text of some(examples, 96)) {
      const expected = once(text)
      for (let cut = 0; cut <= text.length; cut++) {
        const tree = createMarkdownTree(parser)
        tree.read(text.slice(0, cut), true)
        expect(written(tree.read(text)), `${cut}: ${text}`).toBe(expected)
      }
    }
  }, 300_000)

  test('when it comes character by character', () => {
    for (const text of some(examples, 12)) {
      const tree = createMarkdownTree(parser)
      for (let end = 1; end <= text.length; end++) tree.read(text.slice(0, end), true)
      expect(written(tree.read(text)), text).toBe(once(text))
    }
  }, 300_000)

  test('when texts are joined and come in steps of any size', () => {
    const random = seededRandom(7)
    for (const text of joined(examples, deep ? 3000 : 30, 8)) {
      const expected = once(text)
      for (let round = 0; round < (deep ? 4 : 2); round++) {
        const tree = createMarkdownTree(parser)
        const most = 1 + random() * 120
        for (let end = 0; end < text.length; end += 1 + Math.floor(random() * most)) {
          tree.read(text.slice(0, end), true)
        }
        expect(written(tree.read(text)), text).toBe(expected)
      }
    }
  }, 600_000)

  test('when it is one long paragraph, of whatever is closed and whatever is not', () => {
    const random = seededRandom(17)
    const pieces = examples.map((text) => text.trim()).filter((text) => !/[\r\n]/.test(text))
    const plain = ['and so on', 'Then comes more of it', 'which says nothing new', 'a word']
    const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? ''
    for (let round = 0; round < (deep ? 6000 : 160); round++) {
      const words = Array.from({ length: 3 + Math.floor(random() * 14) }, () =>
        pick(random() < 0.35 ? pieces : plain),
      )
      const start = pick(['Text, ', 'Text, ', '- Item ', '> Quote ', '1. > - Deep ', '## Title '])
      const end = pick([
        '',
        '\n',
        '\n---\n',
        '\n===\n',
        '\n:--\n',
        '\n| - | - |\n',
        '\nNext *line',
        '\n\nNext',
      ])
      const text = start + words.join(' ') + end
      const tree = createMarkdownTree(parser)
      for (let at = 0; at < text.length; at += 1 + Math.floor(random() * 30)) {
        tree.read(text.slice(0, at), true)
      }
      tree.read(text, true)
      expect(written(tree.read(text)), text).toBe(once(text))
    }
  }, 300_000)

  test('when it goes on after its end, and when it is another text', () => {
    const tree = createMarkdownTree(parser)
    tree.read('- a\n- **b', false)
    expect(written(tree.read('- a\n- **b**\n\n# c'))).toBe(once('- a\n- **b**\n\n# c'))
    expect(written(tree.read('> another'))).toBe(once('> another'))
    expect(tree.read('').blocks).toEqual([])
  })
})

/** Reads a text in equal steps, and says what was parsed for each. */
function parsedFor(text: string, step: number): readonly (readonly string[])[] {
  const parsed: string[][] = []
  const tree = createMarkdownTree(parser, { onParse: (source) => parsed.at(-1)?.push(source) })
  for (let end = step; end <= text.length; end += step) {
    parsed.push([])
    tree.read(text.slice(0, end), true)
  }
  return parsed
}

describe('an update parses once, and only what is open', () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('')
  test.each([
    ['words of one paragraph', `${lines(500, (i) => `word ${i} is **bold**, `)}`, 160],
    ['words of a quoted item', `> - ${lines(500, (i) => `word ${i} is \`code\`, `)}`, 160],
    ['paragraphs', lines(400, (index) => `Paragraph **${index}** of a long answer.\n\n`), 120],
    ['items', lines(400, (index) => `- item ${index}, with \`code\`\n`), 120],
    [
      'items with fences',
      lines(200, (i) => `- item ${i}\n\n  \`\`\`ts\n  let a = ${i}\n  \`\`\`\n\n`),
      200,
    ],
    [
      'paragraphs in one item',
      `1. One:\n\n${lines(200, (index) => `   Paragraph ${index}.\n\n`)}`,
      120,
    ],
    ['items in items', lines(100, (i) => `- a ${i}\n  - b\n    - c\n    - d\n`), 200],
    ['rows', `| a | b |\n| - | - |\n${lines(400, (index) => `| ${index} | **x** |\n`)}`, 120],
    ['rows in an item', `- | a |\n  | - |\n${lines(300, (index) => `  | ${index} |\n`)}`, 120],
    ['lines of code', `\`\`\`ts\n${lines(2000, (index) => `let a${index} = 1\n`)}`, 500],
    ['lines of code in an item', `- \`\`\`ts\n${lines(500, (i) => `  let a${i} = 1\n`)}`, 600],
    ['quoted paragraphs', lines(300, (index) => `> Paragraph ${index}.\n>\n`), 120],
    ['paragraphs that end a line with CR LF', lines(300, (i) => `Paragraph ${i}.\r\n\r\n`), 120],
  ])('%s', (_, text, most) => {
    const updates = parsedFor(text, 20)
    expect(updates.filter((parsed) => parsed.length > 1)).toEqual([])
    const longest = Math.max(...updates.map(([source = '']) => source.length))
    expect(longest).toBeLessThan(most)
  })

  test('what is finished keeps its identity', () => {
    const text = lines(
      30,
      (i) =>
        `# Part ${i}\n\nSome *text*.\n\n- a\n- b\n\n  \`\`\`\n  c\n  \`\`\`\n\n| d |\n| - |\n| e |\n\n> f\n\n`,
    )
    const tree = createMarkdownTree(parser)
    let before: readonly unknown[] = []
    for (let end = 1; end < text.length; end += 7) {
      const { blocks } = tree.read(text.slice(0, end), true)
      // The last one may be open, and one that starts on an incomplete line is not counted.
      const finished = before.slice(0, -2)
      expect(blocks.slice(0, finished.length).every((block, i) => block === finished[i])).toBe(true)
      before = blocks
    }
  })
})

describe('a label that is defined later', () => {
  const text = 'See [a] and [b].\n\nNothing here.\n\nNor here.\n\n[a]: /a\n\nThe end.\n'

  test('changes those that use it, and no other', () => {
    const tree = createMarkdownTree(parser)
    const before = tree.read(text.slice(0, text.indexOf('[a]:')), true).blocks
    const after = tree.read(text, true).blocks
    expect(after[0]).not.toBe(before[0])
    expect(after[1]).toBe(before[1])
    expect(JSON.stringify(after[0])).toContain('linkReference')
  })

  test('counts once for a name: the first', () => {
    expect(once('[a]\n\n[a]: /first\n\n[a]: /second\n')).toContain('"url":"/first"')
    const tree = createMarkdownTree(parser)
    const twice = '[a]\n\n[a]: /first\n\n[a]: /second\n\nx\n'
    for (let end = 1; end <= twice.length; end++) tree.read(twice.slice(0, end), true)
    const [first] = tree.read(twice).blocks
    expect(JSON.stringify(first)).toContain('"url":"/first"')
  })

  test.each(['constructor', '__proto__', 'toString'])('may be called %s (T-52)', (name) => {
    const [before] = createMarkdownTree(parser).read(`[${name}] and [^${name}]`).blocks
    expect(JSON.stringify(before)).not.toContain('Reference')
    const defined = `[${name}] and [^${name}]\n\n[${name}]: /x\n\n[^${name}]: y\n`
    const [after] = createMarkdownTree(parser).read(defined).blocks
    expect(JSON.stringify(after)).toContain('linkReference')
    expect(JSON.stringify(after)).toContain('footnoteReference')
  })
})

test('much text at once is parsed in sections, and is the tree that it is in one piece', () => {
  const random = seededRandom(32)
  const texts = joined(
    examples.filter((example) => !/\]:|\r(?!\n)/.test(example)),
    deep ? 3000 : 100,
    32,
  )
  for (const text of texts.map((part, index) => part + '\n\n' + (texts[index + 1] ?? ''))) {
    const long = `${'Words. '.repeat(300)}\n\n${text}\n\n${'Words. '.repeat(150)}\n\nThe end of it.`
    const whole = parser.parse(long, { links: new Set(), footnotes: new Set() })
    const { blocks } = createMarkdownTree(parser).read(long)
    expect(written(blocks), text).toBe(written(whole.children))
    // In two pieces, of which the second is long as well.
    const tree = createMarkdownTree(parser)
    tree.read(long.slice(0, Math.floor(random() * 3000)), true)
    expect(written(tree.read(long).blocks), text).toBe(written(whole.children))
  }
}, 300_000)
