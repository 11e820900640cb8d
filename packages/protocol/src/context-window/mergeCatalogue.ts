import type { Catalogue, Model } from './Catalogue.ts'
import { readModel } from './readCatalogue.ts'

/** A model's fields, to change what is known of it: `null` takes a field away. */
export type ModelChange = { readonly id: string } & {
  readonly [Field in Exclude<keyof Model, 'id'>]?: Model[Field] | null
}

/**
 * A catalogue with changes on top, by id: fields replace, `null` removes, new ids are added.
 * @throws {TypeError} naming the model and the field that is wrong.
 */
export function mergeCatalogue(base: Catalogue, changes: readonly ModelChange[]): Catalogue {
  const models = new Map(base.models.map((model) => [model.id, model]))
  for (const change of changes) {
    const merged = { provider: 'custom', kind: 'chat', ...models.get(change.id), ...change }
    const kept = Object.entries(merged).filter(([, value]) => value !== null)
    const model = readModel(Object.fromEntries(kept))
    models.set(model.id, model)
  }
  return { ...base, models: [...models.values()] }
}
