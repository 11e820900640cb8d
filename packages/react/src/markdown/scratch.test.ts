import { test } from 'vitest'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { createMarkdownParser } from './tree/MarkdownParser.ts'
import { createMarkdownTree } from './tree/createMarkdownTree.ts'
const bombs: Record<string, (n: number) => string> = {
  nestedEm: (n) => `${'*a '.repeat(n)}b${'*'.repeat(n)}`,
  refs: (n) => '[a]\n'.repeat(n),
  defs: (n) => '[a]: <b> "c"\n'.repeat(n),
  hard: (n) => 'a\\\n'.repeat(n),
  setext: (n) => 'a\n---\n'.repeat(n),
  links: (n) => '[a](http://a.b) '.repeat(n),
  mails: (n) => 'a@b.c '.repeat(n),
  footMany: (n) => '[^a] '.repeat(n) + '\n\n[^a]: x',
  footDefs: (n) => '[^a]: '.repeat(n) + 'x',
  footDefsDistinct: (n) =>
    Array.from({ length: n }, (_, i) => `[^${i}]`).join('') +
    '\n\n' +
    Array.from({ length: n }, (_, i) => `[^${i}]: `).join('') +
    'x',
  footChain: (n) =>
    Array.from({ length: n }, (_, i) => `[^${i}]: [^${i + 1}]`).join('\n') + '\n\n[^0]',
  tasks: (n) => '- [ ] a\n'.repeat(n),
  headings: (n) => '# a\n'.repeat(n),
  lines: (n) => 'a\n'.repeat(n),
  table: (n) => '|a|b|\n|-|-|\n' + '|c|d|\n'.repeat(n),
  em: (n) => '*a* '.repeat(n),
  stars: (n) => '*a **a '.repeat(n),
  quoteIndent: (n) =>
    Array.from({ length: Math.floor(Math.sqrt(n * 2)) }, (_, k) => `> ${'  '.repeat(k)}- a`).join(
      '\n',
    ),
  uniqueDefs: (n) => Array.from({ length: n }, (_, i) => `[${i.toString(36)}]:b`).join('\n'),
  quoteLazy: (n) => '> a\n' + 'b\n'.repeat(n),
  gt: (n) => '<'.repeat(n),
  codes: (n) => '`a` '.repeat(n),
  wwws: (n) => 'www.a.b '.repeat(n),
  linkTitles: (n) => '[a](b "'.repeat(n),
  closeB: (n) => ']'.repeat(n),
  linksB: (n) => '[](<'.repeat(n),
  cdata: (n) => '<![CDATA['.repeat(n),
  attr: (n) => '<a b="'.repeat(n),
  amp: (n) => '&amp;'.repeat(n),
  ticks: (n) => '`a``b```c````d'.repeat(n / 4),
  images: (n) => '![a](b)'.repeat(n),
  tildes: (n) => '~a ~~b '.repeat(n),
  under: (n) => '_a __b '.repeat(n),
  bang: (n) => '!['.repeat(n),
  foot: (n) => '[^'.repeat(n),
  table1: (n) => '|a'.repeat(n) + '\n' + '|-'.repeat(n),
  tableBad: (n) => '|a\n'.repeat(n),
  tableBad2: (n) => 'a|b\n'.repeat(n),
  spaces: (n) => 'a  \n'.repeat(n),
  quoteTable: (n) => '> a|b\n'.repeat(n),
}
for (const [name, make] of Object.entries(bombs)) {
  test(
    name,
    () => {
      const parser = createMarkdownParser([])
      const out = [name]
      for (const n of [1000, 2000, 4000, 8000]) {
        const text = make(n)
        let t = performance.now()
        fromMarkdown(text)
        const base = performance.now() - t
        t = performance.now()
        try {
          parser.parse(text, { links: new Set(), footnotes: new Set() })
          out.push(
            `${n} (${Math.round(text.length / 1024)}K): cm ${Math.round(base)} ours ${Math.round(performance.now() - t)}`,
          )
        } catch (e) {
          out.push(String(e))
        }
        t = performance.now()
        const { blocks, plain } = createMarkdownTree(parser).read(text)
        out.push(
          `read ${Math.round(performance.now() - t)} ${blocks.length}${plain === '' ? '' : ' PLAIN'};`,
        )
        if (performance.now() - t > 3000) break
      }
      console.log(out.join(' '))
    },
    120_000,
  )
}
