/** What is known of models: a plain data file, shipped and versioned, never fetched. */
export interface Catalogue {
  readonly version: number
  /** The day the figures were looked up: `2026-08-21`. */
  readonly asOf: string
  readonly models: readonly Model[]
}

export interface Model {
  readonly id: string
  readonly provider: string
  readonly kind: 'chat' | 'image' | 'transcription'
  readonly aliases?: readonly string[]
  /** Ids that begin so are this model too: dated snapshots. The longest that fits counts. */
  readonly match?: string
  /** Input and output together, in tokens. */
  readonly contextWindow?: number
  /** The most that one answer can be long, in tokens. */
  readonly maxOutputTokens?: number
  /** What the output limit is called on the wire. Default `max_tokens`. */
  readonly maxTokensParam?: 'max_tokens' | 'max_completion_tokens'
  /** Whose counts are its own; `estimate` where no table is public. */
  readonly tokenizer?: 'o200k_base' | 'cl100k_base' | 'estimate'
  /** How it counts an image. */
  readonly images?: ImageRule
  readonly price?: Price
  /** The largest file it takes. */
  readonly uploadMaxBytes?: number
  readonly deprecated?: boolean
  /** Where the figures come from. */
  readonly source?: string
}

/**
 * How the vendor says an image is counted, at full detail.
 * `tiles` (OpenAI): fitted into 2,048 px, the shorter side brought down to 768, then so much per 512 px tile,
 * plus a base. `patches` (OpenAI, newer): fitted to the longest edge, then shrunk until its patches fit, times a
 * factor. `squares` (Anthropic): the largest size that keeps to the longest edge and to the most squares.
 */
export type ImageRule =
  | { readonly rule: 'tiles'; readonly base: number; readonly perTile: number }
  | {
      readonly rule: 'patches'
      readonly patchPx: number
      readonly maxEdgePx: number
      readonly maxPatches: number
      readonly factor: number
    }
  | {
      readonly rule: 'squares'
      readonly squarePx: number
      readonly maxEdgePx: number
      readonly maxTokens: number
    }

/** In whole nano-dollars: per million tokens, per image, per minute. $2.50 per million is 2,500,000,000. */
export interface Price {
  readonly input?: number
  readonly cachedInput?: number
  /** For input that is written to the provider's cache. */
  readonly cacheWrite?: number
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
