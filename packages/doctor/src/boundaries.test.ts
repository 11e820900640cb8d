import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { brokenBoundaries } from '../../../scripts/boundaries.ts'
import { importGraph, sourcesBelow } from '../../../scripts/importGraph.ts'

const files = sourcesBelow(fileURLToPath(new URL('.', import.meta.url)))

test('doctor needs only what it may need, and its arrows go one way', () => {
  expect(files.size).toBeGreaterThan(20)
  const broken = brokenBoundaries(files, {
    packages: ['@millrace/protocol'],
    rooms: {
      keys: [],
      report: ['keys'],
      request: ['report'],
      route: ['request'],
      answer: ['request'],
      check: ['answer', 'route', 'request', 'report', 'keys'],
      'command-line': [''],
    },
  })
  expect(broken).toEqual([])
})

test('imports Node, each other and what both ends agree on, and nothing else', () => {
  const foreign = [...importGraph(files).values()]
    .flat()
    .filter(({ to, relative }) => !relative && !to.startsWith('node:'))
    .map(({ to }) => to)
  expect(new Set(foreign)).toEqual(new Set(['@millrace/protocol']))
})
