import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { brokenBoundaries } from '../../../scripts/boundaries.ts'
import { importGraph, sourcesBelow } from '../../../scripts/importGraph.ts'

const files = sourcesBelow(fileURLToPath(new URL('.', import.meta.url)))

test('simulator needs only what it may need', () => {
  expect(files.size).toBeGreaterThan(30)
  const broken = brokenBoundaries(files, {
    packages: [],
    never: ['react', 'eventsource-parser'],
  })
  expect(broken).toEqual([])
})

test('stands alone: sources import Node, each other and, when it is needed, a tokenizer', () => {
  const tokenizer = 'gpt-tokenizer/encoding/o200k_base'
  const foreign = [...importGraph(files)].flatMap(([file, edges]) =>
    edges
      .filter(({ to, relative }) => !relative && !to.startsWith('node:'))
      .map(({ to }) => `${file} -> ${to}`),
  )
  expect(foreign).toEqual([`tokens/countTokens.ts -> ${tokenizer}`])
  expect(files.get('tokens/countTokens.ts')).toContain(`await import('${tokenizer}')`)
})
