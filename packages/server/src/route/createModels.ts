import {
  type Catalogue,
  ChatError,
  defaultCatalogue,
  findModel,
  type Message,
} from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import type { Breaker } from '../policy/breaker.ts'
import { keyOf } from '../policy/Policy.ts'
import { resilient, type ResilienceOptions } from '../policy/resilient.ts'
import type { Provider } from '../provider/Provider.ts'

/** Chooses who answers. */
export type SelectModel = (question: {
  /** What the client asks for, one of the names; undefined where it does not ask. */
  readonly requested: string | undefined
  /** The conversation, the question last. */
  readonly messages: readonly Message[]
  readonly who: Identity
}) => string | Promise<string>

export interface ModelsOptions extends ResilienceOptions {
  readonly models?: Readonly<Record<string, readonly [Provider, ...Provider[]]>> | undefined
  readonly providers?: readonly [Provider, ...Provider[]] | undefined
  readonly selectModel?: SelectModel | undefined
  readonly catalogue?: Catalogue | undefined
}

/** One model that a client may choose, and all that stand behind it. */
export interface RouteModel {
  readonly name: string
  /** Whose window the conversation is fitted to. */
  readonly first: Provider
  /** All of them as one that survives. */
  readonly provider: Provider
  /** Each of them: any may be the one that is paid. */
  readonly providers: readonly Provider[]
}

/** What a client is told of a model. */
export interface ModelInfo {
  readonly id: string
  readonly provider: string
  readonly model: string
  /** Input and output together, in tokens. */
  readonly contextWindow?: number
  /** Whether it reads images. */
  readonly images?: boolean
}

/** How a provider is, for whoever runs the route. */
export interface ProviderHealth {
  readonly provider: string
  readonly model: string
  readonly breaker: Breaker['state']
}

export interface Models {
  /** The one that answers where nobody chooses. */
  readonly first: RouteModel
  /**
   * @throws {ChatError} `model_not_found` (400) for a name that is not on the list (T-64); `server_error` where
   *   `selectModel` gives one.
   */
  choose(question: Parameters<SelectModel>[0]): Promise<RouteModel>
  readonly list: readonly ModelInfo[]
  /** All that may be asked. */
  readonly providers: readonly Provider[]
  readonly health: Readonly<Record<string, readonly ProviderHealth[]>>
}

/** @throws {ChatError} `invalid_request` where there is nobody to ask, or a name that cannot travel. */
export function createModels(options: ModelsOptions): Models {
  const { selectModel, catalogue = defaultCatalogue } = options
  const lists = listsOf(options)
  const breakers = options.breakers ?? new Map<string, Breaker>()
  const known = new Map<string, RouteModel>()
  for (const [name, providers] of Object.entries(lists)) {
    const provider = resilient(providers, { ...options, breakers })
    known.set(name, { name, first: providers[0], provider, providers })
  }
  const [first] = known.values()
  if (first === undefined) throw nobodyToAsk()
  const chosen = options.models !== undefined

  return {
    first,
    async choose(question) {
      // Where there is one there is nothing to choose, and what a client says of models is dropped.
      if (!chosen) return first
      const { requested } = question
      if (requested !== undefined && !known.has(requested)) throw notOnTheList(known.keys())
      const name = (await selectModel?.(question)) ?? requested ?? first.name
      const model = known.get(name)
      if (model === undefined) {
        throw new TypeError(`selectModel gave ${JSON.stringify(name)}, which is none of models.`)
      }
      return model
    },
    list: [...known.values()].map(({ name, first: { name: provider, model } }) => {
      const facts = findModel(catalogue, model)
      return {
        id: name,
        provider,
        model,
        ...(facts === undefined ? {} : { contextWindow: facts.contextWindow }),
        ...(facts?.images === undefined ? {} : { images: true }),
      }
    }),
    providers: Object.values(lists).flat(),
    get health() {
      return Object.fromEntries(
        Object.entries(lists).map(([name, providers]) => [
          name,
          providers.map((provider) => ({
            provider: provider.name,
            model: provider.model,
            breaker: breakers.get(keyOf(provider))?.state ?? 'closed',
          })),
        ]),
      )
    },
  }
}

function listsOf({ models, providers }: ModelsOptions): NonNullable<ModelsOptions['models']> {
  if (models === undefined) {
    if (providers?.[0] === undefined) throw nobodyToAsk()
    return { default: providers }
  }
  if (providers !== undefined) {
    throw new ChatError('invalid_request', 'createChatRoute takes models or providers, not both.')
  }
  for (const [name, list] of Object.entries(models)) {
    if (!/^[\w.:/@-]{1,128}$/.test(name)) {
      throw new ChatError('invalid_request', `${JSON.stringify(name)} is no name for a model.`)
    }
    if (list[0] === undefined) {
      throw new ChatError('invalid_request', `models.${name} needs at least one provider.`)
    }
  }
  return models
}

function nobodyToAsk(): ChatError {
  return new ChatError('invalid_request', 'createChatRoute needs models or providers.')
}

function notOnTheList(names: Iterable<string>): ChatError {
  const list = [...names].join(', ')
  return new ChatError('model_not_found', `There is no such model here. Choose one of ${list}.`, {
    status: 400,
  })
}
