import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { format } from 'oxfmt'
import { buildPage } from './buildPage.ts'

/** Measures what each entry of these packages brings into a page or a route, and writes the table of docs/sizes.md. */
const packages = ['react', 'core', 'protocol', 'server']

const root = fileURLToPath(new URL('..', import.meta.url))

interface Size {
  readonly what: string
  /** Minified and compressed, in KiB. */
  readonly atOnceKb: number
  /** The same of what is loaded behind it, when somebody needs it. */
  readonly lateKb: number
}

/** What a bundler makes of this script, without React and without what Node has itself. */
async function sizeOf(what: string, code: string): Promise<Size> {
  const { output } = await buildPage(root, code, {
    minify: true,
    rolldownOptions: {
      external: [/^react($|\/)/, /^react-dom($|\/)/, /^node:/],
      preserveEntrySignatures: 'strict',
    },
  })
  const chunks = output.filter((file) => file.type === 'chunk')
  const waiting = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
  const first = new Set(waiting)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const next of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) {
      if (!first.has(next)) waiting.push(next)
      first.add(next)
    }
  }
  let atOnceKb = 0
  let lateKb = 0
  for (const file of output) {
    const kb = gzipSync(file.type === 'chunk' ? file.code : file.source).length / 1024
    if (file.type === 'chunk' && !first.has(file.fileName)) lateKb += kb
    else if (file.type === 'chunk' || file.fileName.endsWith('.css')) atOnceKb += kb
  }
  return { what, atOnceKb, lateKb }
}

/** What most import, and then each entry with all that it exports. */
async function sizes(): Promise<readonly Size[]> {
  const rows = [
    await sizeOf('`{ Chat }` of `@millrace/react`', `export { Chat } from '@millrace/react'`),
    await sizeOf('`{ useChat }` of `@millrace/react`', `export { useChat } from '@millrace/react'`),
    await sizeOf(
      '`{ createChat, createHttpTransport }` of `@millrace/core`',
      `export { createChat, createHttpTransport } from '@millrace/core'`,
    ),
    await sizeOf(
      '`{ createChatRoute, openaiCompatible }` of `@millrace/server`',
      `export { createChatRoute, openaiCompatible } from '@millrace/server'`,
    ),
  ]
  for (const name of packages) {
    const path = join(root, 'packages', name, 'package.json')
    const { exports } = JSON.parse(readFileSync(path, 'utf8')) as { readonly exports: object }
    for (const entry of Object.keys(exports)) {
      const specifier = `@millrace/${name}${entry.slice(1)}`
      const code = entry.endsWith('.css') ? `import '${specifier}'` : `export * from '${specifier}'`
      rows.push(await sizeOf(`all of \`${specifier}\``, code))
    }
  }
  return rows
}

const rows = await sizes()
const text = [
  '# Sizes',
  '',
  'What a bundler makes of one import, from the sources: minified, compressed with gzip, in KiB, without React and',
  'without what Node has itself. _Later_ is in chunks of its own, loaded when somebody needs it. Bounds are held by',
  '`scripts/bundle.test.ts`; this table is written by `npm run sizes`.',
  '',
  '| import | at once | later |',
  '| --- | ---: | ---: |',
  ...rows.map(({ what, atOnceKb, lateKb }) => {
    const late = lateKb === 0 ? '' : lateKb.toFixed(1)
    return `| ${what} | ${atOnceKb.toFixed(1)} | ${late} |`
  }),
  '',
]
const { code } = await format('sizes.md', text.join('\n'))
writeFileSync(join(root, 'docs/sizes.md'), code)
console.log(code)
