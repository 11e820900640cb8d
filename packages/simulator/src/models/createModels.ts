import { ApiError } from '../errors/ApiError.ts'
import type { Recording } from '../recordings/Recording.ts'
import { limitsOf, type ModelLimits } from './limitsOf.ts'

/** A model as `GET /models` shows it. */
interface ModelCard {
  readonly id: string
  readonly object: 'model'
  readonly created: number
  readonly owned_by: string
}

/** The models that the simulator offers. */
export interface Models {
  readonly cards: readonly ModelCard[]
  readonly has: (id: string) => boolean
  /** The recording behind the model; undefined if the model answers by script. */
  readonly recording: (id: string) => Recording | undefined
  /** What a scripted model takes and gives. */
  readonly limits: (id: string) => ModelLimits
  /** @throws {ApiError} 404 `model_not_found` */
  readonly card: (id: string) => ModelCard
}

/** In front of a recording's name in its model's name. */
export const recordingPrefix = 'recording:'

/** What every card says; the models are made up, so is their birthday. */
const created = 1_721_172_741

/**
 * Makes the list of models: scripted ones by name, and one for each recording.
 * @param contextWindow - Of the scripted ones, in tokens. Default: the published ones.
 * @throws {RangeError} if the window is no whole number of at least 1.
 */
export function createModels(
  scripted: readonly string[],
  recordings: readonly Recording[],
  contextWindow?: number,
): Models {
  if (contextWindow !== undefined && !(Number.isSafeInteger(contextWindow) && contextWindow >= 1)) {
    throw new RangeError(
      `contextWindow has to be a whole number of at least 1, not ${contextWindow}.`,
    )
  }
  const recordingsById = new Map(recordings.map((one) => [recordingPrefix + one.name, one]))
  const cards = new Map(
    [...scripted, ...recordingsById.keys()].map((id): [string, ModelCard] => [
      id,
      { id, object: 'model', created, owned_by: 'millrace-simulator' },
    ]),
  )
  return {
    cards: [...cards.values()],
    has: (id) => cards.has(id),
    recording: (id) => recordingsById.get(id),
    limits: (id) => limitsOf(id, contextWindow),
    card(id) {
      const card = cards.get(id)
      if (card) return card
      throw new ApiError(
        404,
        `The model \`${id.slice(0, 128)}\` does not exist or you do not have access to it.`,
        { code: 'model_not_found' },
      )
    },
  }
}
