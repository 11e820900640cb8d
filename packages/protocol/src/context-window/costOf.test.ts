import { describe, expect, test } from 'vitest'
import { nanoDollars } from './Catalogue.ts'
import { costOf } from './costOf.ts'
import { defaultCatalogue } from './defaultCatalogue.ts'
import { findModel } from './findModel.ts'
import { guideCatalogue } from './guideCatalogue.ts'

const dollars = (amount: number): number => Math.round(amount * nanoDollars)

describe('the guide of 2025, figure by figure', () => {
  const cost = (model: string, inputTokens: number, outputTokens: number): number | undefined =>
    costOf({ inputTokens, outputTokens }, findModel(guideCatalogue, model))

  test('10K tokens in and 10K out cost $0.20 on GPT-4o and $0.10 on o3', () => {
    expect(cost('gpt-4o', 10_000, 10_000)).toBe(dollars(0.2))
    expect(cost('o3', 10_000, 10_000)).toBe(dollars(0.1))
  })

  test('50K output tokens cost $0.75 on GPT-4o', () => {
    expect(cost('gpt-4o', 0, 50_000)).toBe(dollars(0.75))
  })

  test('a million tokens in and out cost what the table says', () => {
    expect(cost('o3', 1_000_000, 1_000_000)).toBe(dollars(10))
    expect(cost('gpt-4o', 1_000_000, 1_000_000)).toBe(dollars(20))
    expect(cost('gpt-4o-mini', 1_000_000, 1_000_000)).toBe(dollars(0.75))
  })

  test('windows are 128K; images, minutes and uploads are as printed', () => {
    for (const id of ['o3', 'gpt-4o', 'gpt-4o-mini']) {
      expect(findModel(guideCatalogue, id)?.contextWindow).toBe(128_000)
    }
    const prices = findModel(guideCatalogue, 'dall-e-3')?.price?.perImage?.map(({ price }) => price)
    expect(prices).toEqual([dollars(0.04), dollars(0.17)])
    const whisper = findModel(guideCatalogue, 'whisper-1')
    expect((whisper?.price?.perMinute ?? 0) * 60).toBe(dollars(6))
    expect(whisper?.uploadMaxBytes).toBe(25 * 1024 * 1024)
  })
})

test('cached input has its own price', () => {
  const model = findModel(defaultCatalogue, 'gpt-4o-2024-08-06')
  expect(model?.id).toBe('gpt-4o')
  const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 1 }
  expect(costOf(usage, model)).toBe(600 * 2500 + 400 * 1250 + 10_000)
})

describe('of a model that costs 3 in and 7 out per million', () => {
  const price = { input: 3, output: 7 }

  test('a request is rounded up once, to a whole nano-dollar', () => {
    expect(costOf({ inputTokens: 1, outputTokens: 1 }, { price })).toBe(1)
    expect(costOf({ inputTokens: 333_334, outputTokens: 0 }, { price })).toBe(2)
    expect(costOf({ inputTokens: 0, outputTokens: 0 }, { price })).toBe(0)
  })

  test('a thousand million tokens are exact (T-89)', () => {
    const usage = { inputTokens: 1_000_000_000, outputTokens: 1_000_000_000 }
    expect(costOf(usage, { price })).toBe(10_000)
    const dear = { input: 30 * nanoDollars, output: 150_000_000 }
    expect(costOf(usage, { price: dear })).toBe(dollars(30_000) + dollars(150))
  })

  test('cached input without a price of its own costs what input costs', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 600_000, outputTokens: 0 }
    expect(costOf(usage, { price })).toBe(3)
    expect(costOf(usage, { price: { ...price, cachedInput: 0 } })).toBe(2)
  })

  test('no more is cached than went in', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 5_000_000, outputTokens: 0 }
    expect(costOf(usage, { price: { ...price, cachedInput: 1 } })).toBe(1)
  })
})

test('what is not known is unknown, never free (T-85)', () => {
  const usage = { inputTokens: 1, outputTokens: 1 }
  const price = { input: 1, output: 1 }
  expect(costOf(usage, undefined)).toBeUndefined()
  expect(costOf(usage, {})).toBeUndefined()
  expect(costOf(usage, { price: {} })).toBeUndefined()
  expect(costOf(usage, { price: { input: 1 } })).toBeUndefined()
  expect(costOf(usage, { price: { output: 1, cachedInput: 1 } })).toBeUndefined()
  expect(costOf({ inputTokens: 1 }, { price })).toBeUndefined()
  expect(costOf({ outputTokens: 1, totalTokens: 2 }, { price })).toBeUndefined()
  expect(costOf({}, { price })).toBeUndefined()
})
