import { type Catalogue, costOf, findModel, type Usage } from '@millrace/protocol'

/**
 * What a model takes for this, in nano-dollars. Undefined where the model, a price or a count is not known.
 * @param model - Its name, as the facts of a message have it. They may come from a store that somebody else wrote.
 */
export function costOfUsage(
  usage: Usage,
  model: unknown,
  catalogue: Catalogue | undefined,
): number | undefined {
  if (catalogue === undefined || typeof model !== 'string') return undefined
  return costOf(usage, findModel(catalogue, model))
}
