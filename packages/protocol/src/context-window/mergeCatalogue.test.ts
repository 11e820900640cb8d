import { expect, test } from 'vitest'
import type { Catalogue } from './Catalogue.ts'
import { defaultCatalogue } from './defaultCatalogue.ts'
import { findModel } from './findModel.ts'
import { guideCatalogue } from './guideCatalogue.ts'
import { mergeCatalogue } from './mergeCatalogue.ts'

const base: Catalogue = {
  version: 1,
  asOf: '2026-11-24',
  models: [
    {
      id: 'wheel',
      provider: 'mill',
      kind: 'chat',
      contextWindow: 128_000,
      tokenizer: 'o200k_base',
      price: { input: 1, output: 2 },
    },
    { id: 'stone', provider: 'mill', kind: 'chat' },
  ],
}

test('fields replace, null removes, new ids are added behind', () => {
  const changes = [
    { id: 'house', contextWindow: 8000 },
    { id: 'wheel', contextWindow: 64_000, price: null },
    { id: 'stone', kind: 'image', provider: 'quarry' },
  ] as const
  expect(mergeCatalogue(base, changes)).toEqual({
    version: 1,
    asOf: '2026-11-24',
    models: [
      {
        id: 'wheel',
        provider: 'mill',
        kind: 'chat',
        contextWindow: 64_000,
        tokenizer: 'o200k_base',
      },
      { id: 'stone', provider: 'quarry', kind: 'image' },
      { id: 'house', provider: 'custom', kind: 'chat', contextWindow: 8000 },
    ],
  })
})

test('what is merged is another catalogue: the first stays as it was', () => {
  const before = structuredClone(base)
  mergeCatalogue(base, [{ id: 'wheel', contextWindow: 1 }])
  expect(base).toEqual(before)
  expect(mergeCatalogue(base, [])).toEqual(base)
})

test('a price replaces the whole price', () => {
  const merged = mergeCatalogue(base, [{ id: 'wheel', price: { input: 5 } }])
  expect(findModel(merged, 'wheel')?.price).toEqual({ input: 5 })
})

test('later changes go on top of earlier ones', () => {
  const merged = mergeCatalogue(base, [
    { id: 'house', contextWindow: 8000 },
    { id: 'house', maxOutputTokens: 500 },
    { id: 'house', contextWindow: null },
  ])
  expect(findModel(merged, 'house')).toEqual({
    id: 'house',
    provider: 'custom',
    kind: 'chat',
    maxOutputTokens: 500,
  })
})

test('an id of yours is found before an alias of ours', () => {
  const aliased = mergeCatalogue(base, [{ id: 'wheel', aliases: ['house'] }])
  const merged = mergeCatalogue(aliased, [{ id: 'house', contextWindow: 8000 }])
  expect(findModel(aliased, 'house')?.id).toBe('wheel')
  expect(findModel(merged, 'house')?.id).toBe('house')
})

test.each([
  [{ id: '' }, 'Every model needs an id.'],
  [{ id: 'x', contextWindow: -1 }, 'Model x: contextWindow must not be -1.'],
  [{ id: 'x', maxOutputTokens: 1.5 }, 'Model x: maxOutputTokens must not be 1.5.'],
  [{ id: 'x', price: { input: 0.5 } }, 'Model x: price.input must not be 0.5.'],
  [{ id: 'x', kind: 'video' as never }, 'Model x: kind must not be "video".'],
  [{ id: 'wheel', provider: null }, 'Model wheel: provider must not be missing.'],
  [{ id: 'wheel', kind: null }, 'Model wheel: kind must not be missing.'],
])('%j is refused, naming the field', (change, message) => {
  expect(() => mergeCatalogue(base, [change])).toThrow(new TypeError(message))
})

test('the shipped files go through as they are', () => {
  for (const catalogue of [defaultCatalogue, guideCatalogue]) {
    const merged = mergeCatalogue({ ...catalogue, models: [] }, catalogue.models)
    expect(merged).toEqual(catalogue)
  }
})
