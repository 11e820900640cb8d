import { test } from 'vitest'
import { createMarkdownParser } from './tree/MarkdownParser.ts'
import { createMarkdownTree } from './tree/createMarkdownTree.ts'
test('x', () => {
  for (const [name, make] of Object.entries({
    footDefs: (n: number) => '[^a]: '.repeat(n) + 'x',
    footDefsDistinct: (n: number) => Array.from({ length: n }, (_, i) => `[^${i}]`).join('') + '\n\n' + Array.from({ length: n }, (_, i) => `[^${i}]: `).join('') + 'x',
    uniqueDefs: (n: number) => Array.from({ length: n }, (_, i) => `[${i.toString(36)}]:b`).join('\n') + '\n\n[a]',
  })) for (const n of name === 'uniqueDefs' ? [20000, 130000] : [200, 500, 1000, 2000]) {
    const tree = createMarkdownTree(createMarkdownParser([]))
    const t = performance.now()
    try { if (name === 'uniqueDefs') tree.read(make(n), true); const { blocks, plain } = tree.read(make(n) + 'x'); console.log('R', name, n, Math.round(performance.now() - t), blocks.length, plain.length) } catch (e) { console.log('R', name, n, Math.round(performance.now() - t), String(e).slice(0, 200), (e as Error).stack?.slice(0, 600)) }
  }
}, 300_000)
