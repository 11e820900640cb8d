import { describe, expect, test } from 'vitest'
import { nanoDollars } from './Catalogue.ts'
import { costOf } from './costOf.ts'
import { defaultCatalogue } from './defaultCatalogue.ts'
import { guideCatalogue } from './guideCatalogue.ts'
import { findModel, mergeCatalogue } from './mergeCatalogue.ts'

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

test('cached input has its own price, and each request is rounded up once', () => {
  const model = findModel(defaultCatalogue, 'gpt-4o-2024-08-06')
  expect(model?.id).toBe('gpt-4o')
  const usage = { inputTokens: 1000, cachedInputTokens: 400, outputTokens: 1 }
  expect(costOf(usage, model)).toBe(600 * 2500 + 400 * 1250 + 10_000)
  expect(costOf({ inputTokens: 1, outputTokens: 0 }, { price: { input: 1, output: 1 } })).toBe(1)
})

test('what is not known is unknown, never free (T-85)', () => {
  expect(costOf({ inputTokens: 1, outputTokens: 1 }, undefined)).toBeUndefined()
  expect(costOf({ inputTokens: 1, outputTokens: 1 }, { price: { input: 5 } })).toBeUndefined()
  expect(costOf({ inputTokens: 1 }, { price: { input: 5, output: 5 } })).toBeUndefined()
})

test('sums of a thousand million tokens do not drift (T-89)', () => {
  const model = { price: { input: 30 * nanoDollars, output: 30 * nanoDollars } }
  expect(costOf({ inputTokens: 1_000_000_000, outputTokens: 1 }, model)).toBe(
    30_000 * nanoDollars + 30_000,
  )
})

describe('changing what is known', () => {
  test('fields replace, null removes, new ids are added', () => {
    const merged = mergeCatalogue(defaultCatalogue, [
      { id: 'gpt-4o', contextWindow: 64_000, price: null },
      { id: 'house', contextWindow: 8000 },
    ])
    expect(findModel(merged, 'gpt-4o')).toMatchObject({
      contextWindow: 64_000,
      tokenizer: 'o200k_base',
    })
    expect(findModel(merged, 'gpt-4o')?.price).toBeUndefined()
    expect(findModel(merged, 'house')).toMatchObject({ provider: 'custom', kind: 'chat' })
    expect(findModel(defaultCatalogue, 'gpt-4o')?.contextWindow).toBe(128_000)
  })

  test.each([
    [{ id: '' }, /needs an id/],
    [{ id: 'x', contextWindow: -1 }, /x: contextWindow must not be -1/],
    [{ id: 'x', maxOutputTokens: 1.5 }, /x: maxOutputTokens must not be 1.5/],
    [{ id: 'x', price: { input: 0.5 } }, /x: price\.input must not be 0\.5/],
    [{ id: 'x', kind: 'video' as never }, /x: kind must not be "video"/],
  ])('%j is refused, naming the field', (change, message) => {
    expect(() => mergeCatalogue(defaultCatalogue, [change])).toThrow(message)
  })

  test('the shipped files pass their own check', () => {
    for (const catalogue of [defaultCatalogue, guideCatalogue]) {
      expect(() => mergeCatalogue({ ...catalogue, models: [] }, catalogue.models)).not.toThrow()
    }
  })
})
