/** How much a model takes and gives, in tokens. */
export interface ModelLimits {
  /** Prompt and answer together. */
  readonly contextWindow: number
  readonly maxOutputTokens: number
}

/** OpenAI's published figures, by the beginning of a model's name. */
const published: readonly (readonly [RegExp, ModelLimits])[] = [
  [/^gpt-4\.1/, { contextWindow: 1_047_576, maxOutputTokens: 32_768 }],
  [/^gpt-5(?!-chat)/, { contextWindow: 400_000, maxOutputTokens: 128_000 }],
  [/^o\d/, { contextWindow: 200_000, maxOutputTokens: 100_000 }],
]

/** Those of gpt-4o and gpt-4o-mini, and of every name that says nothing. */
const usual: ModelLimits = { contextWindow: 128_000, maxOutputTokens: 16_384 }

/**
 * The limits of a model.
 * @param contextWindow - In place of the published one; the largest answer is never more.
 */
export function limitsOf(model: string, contextWindow?: number): ModelLimits {
  const limits = published.find(([names]) => names.test(model))?.[1] ?? usual
  if (contextWindow === undefined) return limits
  return { contextWindow, maxOutputTokens: Math.min(limits.maxOutputTokens, contextWindow) }
}
