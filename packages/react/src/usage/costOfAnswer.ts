import {
  type Catalogue,
  costOf,
  factsOf,
  findModel,
  type Message,
  type Usage,
} from '@millrace/protocol'

/** What an answer cost, in nano-dollars. Undefined where its model, a price or a count is not known. */
export function costOfAnswer(
  answer: Message,
  usage: Usage,
  catalogue: Catalogue | undefined,
): number | undefined {
  const { model } = factsOf(answer)
  // Facts may come from a store that somebody else wrote.
  if (catalogue === undefined || typeof model !== 'string') return undefined
  return costOf(usage, findModel(catalogue, model))
}
