import { expect, test } from 'vitest'
import { limitsOf } from './limitsOf.ts'

test.each([
  ['gpt-4o', 128_000, 16_384],
  ['gpt-4o-mini', 128_000, 16_384],
  ['gpt-4.1', 1_047_576, 32_768],
  ['o3', 200_000, 100_000],
  ['gpt-5', 400_000, 128_000],
  ['gpt-5-chat-latest', 128_000, 16_384],
  ['of-your-own', 128_000, 16_384],
])('knows the published figures of %s', (model, contextWindow, maxOutputTokens) => {
  expect(limitsOf(model)).toEqual({ contextWindow, maxOutputTokens })
})

test('gives every model the window it is told, and no answer larger than that', () => {
  expect(limitsOf('o3', 4000)).toEqual({ contextWindow: 4000, maxOutputTokens: 4000 })
  expect(limitsOf('gpt-4o', 64_000)).toEqual({ contextWindow: 64_000, maxOutputTokens: 16_384 })
})
