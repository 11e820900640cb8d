import type { Catalogue, Model } from './Catalogue.ts'

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
    if (typeof change.id !== 'string' || change.id === '') {
      throw new TypeError('Every model needs an id.')
    }
    const merged = { provider: 'custom', kind: 'chat', ...models.get(change.id), ...change }
    const model = Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null),
    ) as unknown as Model
    check(model)
    models.set(model.id, model)
  }
  return { ...base, models: [...models.values()] }
}

/** The model of this id, by name, by alias, or as a dated snapshot; undefined for an unknown one. */
export function findModel(catalogue: Catalogue, id: string): Model | undefined {
  const { models } = catalogue
  return (
    models.find((model) => model.id === id || model.aliases?.includes(id) === true) ??
    models.find(({ match }) => match !== undefined && id.startsWith(match))
  )
}

function check(model: Model): void {
  const { id, kind, price } = model
  if (!['chat', 'image', 'transcription'].includes(kind)) throw wrong(id, 'kind', kind)
  for (const field of ['contextWindow', 'maxOutputTokens', 'uploadMaxBytes'] as const) {
    const value = model[field]
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
      throw wrong(id, field, value)
    }
  }
  for (const field of ['input', 'cachedInput', 'output', 'perMinute'] as const) {
    const value = price?.[field]
    if (value !== undefined && !isPrice(value)) throw wrong(id, `price.${field}`, value)
  }
  for (const [index, image] of (price?.perImage ?? []).entries()) {
    if (!isPrice(image.price)) throw wrong(id, `price.perImage[${index}].price`, image.price)
  }
}

function isPrice(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function wrong(id: string, field: string, value: unknown): TypeError {
  return new TypeError(`Model ${id}: ${field} must not be ${JSON.stringify(value)}.`)
}
