import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { brokenBoundaries } from '../../../scripts/boundaries.ts'
import { sourcesBelow } from '../../../scripts/importGraph.ts'

test('protocol needs only what it may need', () => {
  const files = sourcesBelow(fileURLToPath(new URL('.', import.meta.url)))
  expect(files.size).toBeGreaterThan(0)
  const broken = brokenBoundaries(files, {
    packages: [],
    never: ['react', 'react-dom', 'zustand'],
    withoutBrowser: 'index.ts',
    rooms: {
      error: [],
      clock: [],
      message: ['error'],
      wire: ['message', 'error'],
      assembly: ['message'],
      'context-window': ['message', 'error'],
      backoff: ['clock'],
      canned: ['message', 'error'],
      testing: ['clock', 'message'],
    },
  })
  expect(broken).toEqual([])
})
