import { describe, expect, test } from 'vitest'
import type { Model } from './Catalogue.ts'
import { defaultCatalogue } from './defaultCatalogue.ts'
import { guideCatalogue } from './guideCatalogue.ts'
import models from './models.json' with { type: 'json' }
import guideModels from './models-guide-2025.json' with { type: 'json' }
import { readCatalogue } from './readCatalogue.ts'

function catalogueOf(...written: readonly unknown[]): unknown {
  return { version: 1, asOf: '2026-11-24', models: written }
}

const whole: Model = {
  id: 'wheel',
  provider: 'mill',
  kind: 'chat',
  aliases: ['round'],
  match: 'wheel-',
  contextWindow: 128_000,
  maxOutputTokens: 16_384,
  maxTokensParam: 'max_completion_tokens',
  tokenizer: 'o200k_base',
  images: { rule: 'tiles', base: 85, perTile: 170 },
  price: {
    input: 0,
    cachedInput: 1,
    cacheWrite: 2,
    output: 3,
    perMinute: 4,
    perImage: [{ size: '1024x1024', quality: 'hd', price: 5 }],
  },
  uploadMaxBytes: 1,
  deprecated: false,
  source: 'https://example.org/prices',
}

test('a model with every field is read as it is', () => {
  expect(readCatalogue(catalogueOf(whole))).toEqual(catalogueOf(whole))
})

test('a field that is not known here stays', () => {
  const written = catalogueOf({ id: 'a', provider: 'b', kind: 'image', colour: 'red' })
  expect(readCatalogue(written)).toEqual(written)
})

describe('both shipped files', () => {
  test('are read as they are', () => {
    expect(defaultCatalogue).toEqual(models)
    expect(guideCatalogue).toEqual(guideModels)
  })

  test('have a price for each model, and a window for each that chats', () => {
    for (const model of [...defaultCatalogue.models, ...guideCatalogue.models]) {
      expect(Object.keys(model.price ?? {}), model.id).not.toEqual([])
      if (model.kind === 'chat') expect(model.contextWindow, model.id).toBeGreaterThan(0)
    }
  })
})

test.each([
  ['aliases', 'round'],
  ['aliases', ['']],
  ['aliases', [1]],
  ['match', ''],
  ['match', 1],
  ['contextWindow', 0],
  ['contextWindow', -1],
  ['contextWindow', 1.5],
  ['contextWindow', '128000'],
  ['contextWindow', null],
  ['contextWindow', 2 ** 53],
  ['maxOutputTokens', 0],
  ['uploadMaxBytes', '25 MB'],
  ['maxTokensParam', 'max'],
  ['tokenizer', 'p50k_base'],
  ['deprecated', 'yes'],
  ['source', ''],
  ['source', 1],
  ['provider', ''],
  ['provider', undefined],
  ['kind', undefined],
  ['kind', 'video'],
  ['kind', ['chat']],
  ['images', 'tiles'],
  ['price', 5],
  ['price', null],
  ['price', []],
])('%s must not be %j', (field, value) => {
  const read = (): unknown => readCatalogue(catalogueOf({ ...whole, [field]: value }))
  expect(read).toThrow(TypeError)
  expect(read).toThrow(new RegExp(`^Model wheel: ${field} must`))
})

test.each([
  ['rule', { rule: 'dots' }],
  ['rule', { base: 85, perTile: 170 }],
  ['rule', { rule: 'constructor' }],
  ['rule', { rule: '__proto__' }],
  ['base', { rule: 'tiles', perTile: 170 }],
  ['base', { rule: 'tiles', base: 0, perTile: 170 }],
  ['perTile', { rule: 'tiles', base: 85, perTile: '170' }],
  ['perTile', { rule: 'tiles', base: 85, perTile: Infinity }],
  ['patchPx', { rule: 'patches', patchPx: NaN, maxEdgePx: 2048, maxPatches: 1536, factor: 1 }],
  ['maxPatches', { rule: 'patches', patchPx: 32, maxEdgePx: 2048, maxPatches: -1, factor: 1 }],
  ['factor', { rule: 'patches', patchPx: 32, maxEdgePx: 2048, maxPatches: 1536 }],
])('images.%s is refused in %j', (field, images) => {
  expect(() => readCatalogue(catalogueOf({ ...whole, images }))).toThrow(
    new RegExp(`^Model wheel: images\\.${field} must not be `),
  )
})

test.each([
  ['input', { input: 0.5 }],
  ['input', { input: '5' }],
  ['input', { input: -1 }],
  ['cachedInput', { cachedInput: null }],
  ['cacheWrite', { cacheWrite: NaN }],
  ['output', { output: 2 ** 53 }],
  ['perMinute', { perMinute: true }],
  ['perImage', { perImage: {} }],
  ['perImage[0]', { perImage: ['large'] }],
  [
    'perImage[1].price',
    {
      perImage: [
        { size: 'a', quality: 'b', price: 1 },
        { size: 'a', quality: 'b' },
      ],
    },
  ],
  ['perImage[0].size', { perImage: [{ quality: 'b', price: 1 }] }],
  ['perImage[0].quality', { perImage: [{ size: 'a', quality: 1, price: 1 }] }],
])('price.%s is refused in %j', (field, price) => {
  const read = (): unknown => readCatalogue(catalogueOf({ ...whole, price }))
  expect(read).toThrow(TypeError)
  expect(read).toThrow(`Model wheel: price.${field} must`)
})

test.each([
  ['nothing', undefined, 'The catalogue must be an object.'],
  ['null', null, 'The catalogue must be an object.'],
  ['a list', [], 'The catalogue must be an object.'],
  ['a text', 'models', 'The catalogue must be an object.'],
  ['no version', { asOf: '2026-11-24', models: [] }, 'The catalogue: version must not be missing.'],
  ['a version of 0', { version: 0, asOf: '2026-11-24', models: [] }, 'The catalogue: version must'],
  ['no day', { version: 1, models: [] }, 'The catalogue: asOf must not be missing.'],
  ['no such day', { version: 1, asOf: 'May 2026', models: [] }, 'The catalogue: asOf must not be'],
  ['no models', { version: 1, asOf: '2026-11-24' }, 'The catalogue: models must not be missing.'],
  ['models by name', { version: 1, asOf: '2026-11-24', models: {} }, 'The catalogue: models must'],
  ['a model that is a text', catalogueOf('wheel'), 'A model must be an object.'],
  ['a model that is null', catalogueOf(null), 'A model must be an object.'],
  ['a model without an id', catalogueOf({ provider: 'mill' }), 'Every model needs an id.'],
  ['a model with an empty id', catalogueOf({ ...whole, id: '' }), 'Every model needs an id.'],
  [
    'two of one id',
    catalogueOf(whole, { ...whole, aliases: [] }),
    'The catalogue names wheel twice.',
  ],
  [
    'an id that is an alias elsewhere',
    catalogueOf(whole, { id: 'round', provider: 'mill', kind: 'chat' }),
    'The catalogue names round twice.',
  ],
  [
    'one alias twice',
    catalogueOf({ ...whole, aliases: ['a', 'a'] }),
    'The catalogue names a twice.',
  ],
])('%s is refused', (_, written, message) => {
  expect(() => readCatalogue(written)).toThrow(TypeError)
  expect(() => readCatalogue(written)).toThrow(message)
})
