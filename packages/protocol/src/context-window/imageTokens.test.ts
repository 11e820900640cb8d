import { describe, expect, test } from 'vitest'
import type { ImageRule } from './Catalogue.ts'
import { imageTokens } from './imageTokens.ts'

const tiles: ImageRule = { rule: 'tiles', base: 85, perTile: 170 }
const patches: ImageRule = {
  rule: 'patches',
  patchPx: 32,
  maxEdgePx: 65_535,
  maxPatches: 1536,
  factor: 1,
}
const standard: ImageRule = { rule: 'squares', squarePx: 28, maxEdgePx: 1568, maxTokens: 1568 }
const high: ImageRule = { rule: 'squares', squarePx: 28, maxEdgePx: 2576, maxTokens: 4784 }

test.each<[string, ImageRule, number, number, number]>([
  // OpenAI's guide to vision.
  ['tiles', tiles, 1024, 1024, 765],
  ['tiles', tiles, 2048, 4096, 1105],
  ['tiles', tiles, 512, 512, 255],
  ['tiles', tiles, 100, 100, 255],
  ['patches', patches, 1024, 1024, 1024],
  ['patches', patches, 1800, 2400, 1452],
  ['patches', { ...patches, factor: 1.62 }, 1024, 1024, 1659],
  ['patches', patches, 1, 1, 1],
  // Anthropic's.
  ['squares', standard, 200, 200, 64],
  ['squares', standard, 1000, 1000, 1296],
  ['squares', standard, 1092, 1092, 1521],
  ['squares', standard, 3840, 2160, 1560],
  ['squares', standard, 1075, 1520, 33 * 47],
  ['squares', high, 1920, 1080, 2691],
  ['squares', high, 3840, 2160, 4784],
])('by %s as the vendor publishes it, the example %#', (_, rule, width, height, tokens) => {
  expect(imageTokens({ width, height }, rule)).toBe(tokens)
})

describe.each([
  ['tiles', tiles],
  ['patches', patches],
  ['squares', standard],
] as const)('%s', (_, rule) => {
  test('an image of unknown size is as large as one can be', () => {
    const most = imageTokens(undefined, rule)
    const wrong: (readonly number[])[] = []
    for (let width = 1; width < 9000; width += 131) {
      for (let height = 1; height < 9000; height += 137) {
        const tokens = imageTokens({ width, height }, rule)
        if (!(tokens > 0 && tokens <= most)) wrong.push([width, height, tokens])
      }
    }
    expect(wrong).toEqual([])
  })

  test.each([
    [0, 10],
    [-5, 5],
    [Number.NaN, 1],
    [Infinity, 1],
    [1e12, 1],
    [1_000_000, 1],
  ])('a size of %d by %d is counted, and does not hang (hostile headers)', (width, height) => {
    const tokens = imageTokens({ width, height }, rule)
    expect(tokens).toBeGreaterThan(0)
    expect(tokens).toBeLessThanOrEqual(imageTokens(undefined, rule))
  })
})
