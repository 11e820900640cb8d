import type { Catalogue, Model } from './Catalogue.ts'

/**
 * The model of this id: by name, by alias, or as a snapshot of the model whose `match` it begins with (the
 * longest counts). Undefined for an unknown one.
 */
export function findModel({ models }: Catalogue, id: string): Model | undefined {
  const named =
    models.find((model) => model.id === id) ??
    models.find(({ aliases = [] }) => aliases.includes(id))
  if (named !== undefined) return named
  let longest: Model | undefined
  for (const model of models) {
    const { match = '' } = model
    if (match === '' || !id.startsWith(match)) continue
    if (match.length > (longest?.match?.length ?? 0)) longest = model
  }
  return longest
}
