import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { brokenBoundaries } from '../../../scripts/boundaries.ts'
import { sourcesBelow } from '../../../scripts/importGraph.ts'

test('embed needs only what it may need', () => {
  const files = sourcesBelow(fileURLToPath(new URL('.', import.meta.url)))
  expect(files.size).toBeGreaterThan(0)
  const broken = brokenBoundaries(files, {
    packages: ['@millrace/core', '@millrace/protocol', '@millrace/react'],
  })
  expect(broken).toEqual([])
})
