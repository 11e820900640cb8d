/** A model that a question may be put to. */
export interface ModelInfo {
  /** By which it is asked for. */
  readonly id: string
  readonly provider?: string
  readonly model?: string
  /** Input and output together, in tokens. */
  readonly contextWindow?: number
  /** Whether it reads images. */
  readonly images?: boolean
}

/** The models of a route. */
export interface ModelList {
  readonly models: readonly ModelInfo[]
  /** The one that answers where nobody chooses. */
  readonly default?: string
}

/** Where the list comes from: with our route `createHttpModels`. */
export interface ModelSource {
  /** @throws {ChatError} as a request of the transport. */
  load(options: { readonly signal: AbortSignal }): Promise<ModelList>
}
