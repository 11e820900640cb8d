import { expect, test } from 'vitest'
import type { Catalogue, Model } from './Catalogue.ts'
import { findModel } from './findModel.ts'

function chat(id: string, more: Partial<Model> = {}): Model {
  return { id, provider: 'mill', kind: 'chat', ...more }
}

const catalogue: Catalogue = {
  version: 1,
  asOf: '2026-11-24',
  models: [
    chat('wheel', { match: 'wheel-', aliases: ['round', 'wheel-mini-latest'] }),
    chat('wheel-mini', { match: 'wheel-mini-' }),
    chat('wheel-mini-fast'),
    chat('stone'),
    chat('round'),
  ],
}

test.each([
  ['wheel', 'wheel', 'by its id'],
  ['wheel-2026-11-24', 'wheel', 'as a snapshot'],
  ['wheel-mini-2026-11-24', 'wheel-mini', 'as a snapshot, by the longest match'],
  ['wheel-mini', 'wheel-mini', 'by its id, though another one matches'],
  ['wheel-mini-fast', 'wheel-mini-fast', 'by its id, though others match'],
  ['wheel-mini-latest', 'wheel', 'by an alias, though others match'],
  ['round', 'round', 'by its id, though another one has it as an alias'],
])('%s is %s, %s', (id, found) => {
  expect(findModel(catalogue, id)?.id).toBe(found)
})

test.each(['', 'stone-2026', 'Wheel', 'whee', 'grain', '__proto__', 'constructor'])(
  'nothing is known of %j',
  (id) => {
    expect(findModel(catalogue, id)).toBeUndefined()
  },
)
