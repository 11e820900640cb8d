/** What is known of models: a plain data file, shipped and versioned, never fetched. */
export interface Catalogue {
  readonly version: number
  /** The day the prices were looked up: `2026-08-21`. */
  readonly asOf: string
  readonly models: readonly Model[]
}

export interface Model {
  readonly id: string
  readonly provider: string
  readonly kind: 'chat' | 'image' | 'transcription'
  readonly aliases?: readonly string[]
  /** Ids that begin so are this model too: dated snapshots. */
  readonly match?: string
  /** Input and output together, in tokens. */
  readonly contextWindow?: number
  /** The most that one answer can be long, in tokens. */
  readonly maxOutputTokens?: number
  /** What the output limit is called on the wire. Default `max_tokens`. */
  readonly maxTokensParam?: 'max_tokens' | 'max_completion_tokens'
  readonly tokenizer?: 'o200k_base' | 'cl100k_base' | 'estimate'
  readonly price?: Price
  /** The largest file it takes. */
  readonly uploadMaxBytes?: number
  readonly deprecated?: boolean
  /** Where the figures come from. */
  readonly source?: string
}

/** In whole nano-dollars: per million tokens, per image, per minute. $2.50 per million is 2,500,000,000. */
export interface Price {
  readonly input?: number
  readonly cachedInput?: number
  readonly output?: number
  readonly perImage?: readonly {
    readonly size: string
    readonly quality: string
    readonly price: number
  }[]
  readonly perMinute?: number
}

/** One dollar. */
export const nanoDollars = 1_000_000_000
