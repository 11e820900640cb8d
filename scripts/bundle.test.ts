import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { buildPage } from './buildPage.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Bundle {
  readonly modules: readonly string[]
  /** What is loaded later, if at all. */
  readonly lateModules: readonly string[]
  /** What is loaded at once, minified and compressed, in KiB. */
  readonly gzipKb: number
  /** The same of what is loaded behind the page for a conversation, with answers in Markdown. */
  readonly conversationKb: number
}

/** What a page gets that imports this, React aside. */
async function bundleOf(code: string): Promise<Bundle> {
  const output = await buildPage(root, code, {
    minify: true,
    rolldownOptions: {
      external: [/^react($|\/)/, /^react-dom($|\/)/],
      preserveEntrySignatures: 'strict',
    },
  })
  const chunks = output.output.filter((file) => file.type === 'chunk')
  const entry = chunks.filter(({ isEntry }) => isEntry)
  const names = new Set(entry.flatMap(({ fileName, imports }) => [fileName, ...imports]))
  const atOnce = chunks.filter(({ fileName }) => names.has(fileName))
  const late = chunks.filter(({ fileName }) => !names.has(fileName))
  const behind = new Set<string>()
  const follow = (fileName: string): void => {
    if (names.has(fileName) || behind.has(fileName)) return
    behind.add(fileName)
    for (const next of chunks.find((one) => one.fileName === fileName)?.imports ?? []) follow(next)
  }
  for (const { fileName, facadeModuleId } of late) {
    if (/\/(conversation\.ts|makeOwnChat\.ts|Markdown\.tsx)$/.test(facadeModuleId ?? ''))
      follow(fileName)
  }
  return {
    modules: chunks.flatMap(({ moduleIds }) => moduleIds),
    lateModules: late.flatMap(({ moduleIds }) => moduleIds),
    gzipKb: gzipKb(atOnce),
    conversationKb: gzipKb(late.filter(({ fileName }) => behind.has(fileName))),
  }
}

function gzipKb(chunks: readonly { readonly code: string }[]): number {
  return chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1024
}

/** Tables and catalogues belong to those that ask for them. */
const heavy = /gpt-tokenizer|models(-guide-2025)?\.json|image-size|\/server\/src\//

test('a page with a chat holds no tokenizer table, no prices and nothing of the server', async () => {
  const { modules, gzipKb, conversationKb } = await bundleOf(
    `export { Chat } from '@millrace/react'`,
  )
  expect(modules.some((id) => id.includes('/protocol/src/'))).toBe(true)
  expect(modules.filter((id) => heavy.test(id))).toEqual([])
  expect(gzipKb).toBeLessThan(22)
  // Markdown is most of it. A table alone would be 400 KB and more.
  expect(conversationKb).toBeLessThan(112)
}, 60_000)

test('Markdown and what shows parts of messages are loaded behind the page', async () => {
  const { modules, lateModules } = await bundleOf(`export { Chat } from '@millrace/react'`)
  const needed = modules.filter((id) =>
    /\/(micromark|mdast-util-\w+|unified|vfile)\/|\/react\/src\/(markdown\/tree|message\/MessageRoot|tool|announce|status\/StatusRoot|chat\/makeOwnChat)|\/core\/src\/(chat\/createChat|pace|sequence)|eventsource-parser/.test(
      id,
    ),
  )
  expect(needed.length).toBeGreaterThan(50)
  expect(lateModules).toEqual(expect.arrayContaining(needed))
}, 60_000)

test('what long threads need is loaded with the first of them', async () => {
  const { modules, lateModules } = await bundleOf(`export { Chat } from '@millrace/react'`)
  const needed = modules.filter((id) => /\/virtua\/|createNearby|createSizes/.test(id))
  expect(needed.length).toBeGreaterThanOrEqual(3)
  expect(lateModules).toEqual(expect.arrayContaining(needed))
}, 60_000)

test('what speaks and listens is loaded by a chat that does', async () => {
  const { modules, lateModules } = await bundleOf(`export { Chat } from '@millrace/react'`)
  const needed = modules.filter((id) =>
    /ActionSpeak|ComposerDictate|\/speech\/(?:browser|dictate|Passage)/.test(id),
  )
  expect(needed.length).toBeGreaterThan(0)
  expect(lateModules).toEqual(expect.arrayContaining(needed))
}, 60_000)

test('nor does a chat without React', async () => {
  const { modules, gzipKb } = await bundleOf(
    `export { createChat, createHttpTransport } from '@millrace/core'`,
  )
  expect(modules.filter((id) => heavy.test(id))).toEqual([])
  // The bundler's own loader of late chunks is 1 KB of it.
  expect(gzipKb).toBeLessThan(26)
}, 60_000)

test('whoever asks for a table gets it: the check sees one', async () => {
  const { modules, gzipKb } = await bundleOf(`export { cl100k } from '@millrace/protocol/cl100k'`)
  expect(modules.filter((id) => heavy.test(id)).length).toBeGreaterThan(0)
  expect(gzipKb).toBeGreaterThan(300)
}, 60_000)

test('a page with a chat holds no highlighter and no formulas; whoever asks for formulas gets them', async () => {
  const asked = /shiki|textmate|oniguruma|katex|remark-math|\/react\/src\/(highlight|math)\//
  const { modules } = await bundleOf(`export { Chat } from '@millrace/react'`)
  expect(modules.length).toBeGreaterThan(0)
  expect(modules.filter((id) => asked.test(id))).toEqual([])
  const withMath = await bundleOf(`export { math } from '@millrace/react/math'`)
  expect(withMath.modules.some((id) => id.includes('/katex/'))).toBe(true)
}, 60_000)

test('a page with a chat holds no language but English; a pack is loaded by whoever asks for it', async () => {
  const packs = /\/labels\/(german|chinese|arabic)\.ts$/
  const { modules } = await bundleOf(`export { Chat, LabelsProvider } from '@millrace/react'`)
  expect(modules.filter((id) => packs.test(id))).toEqual([])
  const lazy = await bundleOf(
    `export { Chat } from '@millrace/react'
     export const loadPacks = () => Promise.all([
       import('@millrace/react/labels/de'),
       import('@millrace/react/labels/zh'),
       import('@millrace/react/labels/ar'),
     ])`,
  )
  expect(lazy.modules.filter((id) => packs.test(id))).toHaveLength(3)
  expect(lazy.lateModules.filter((id) => packs.test(id))).toHaveLength(3)
}, 60_000)
