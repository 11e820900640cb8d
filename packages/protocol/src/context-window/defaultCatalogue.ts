import { type Catalogue, type Model, nanoDollars } from './Catalogue.ts'

/** Dollars per million tokens, as vendors print them. */
function chat(
  id: string,
  provider: string,
  limits: readonly [contextWindow: number, maxOutputTokens: number],
  dollars: readonly [input: number, output: number, cachedInput?: number],
  more: Partial<Model> = {},
): Model {
  const [contextWindow, maxOutputTokens] = limits
  const [input, output, cachedInput] = dollars
  const nano = (amount: number): number => Math.round(amount * nanoDollars)
  return {
    id,
    provider,
    kind: 'chat',
    match: `${id}-20`,
    contextWindow,
    maxOutputTokens,
    price: {
      input: nano(input),
      output: nano(output),
      ...(cachedInput === undefined ? {} : { cachedInput: nano(cachedInput) }),
    },
    ...more,
  }
}

const o200k = { tokenizer: 'o200k_base' } as const
const newer = { ...o200k, maxTokensParam: 'max_completion_tokens' } as const
const estimated = { tokenizer: 'estimate' } as const

/** Public figures of August 2026. Yours go on top with `mergeCatalogue`. */
export const defaultCatalogue: Catalogue = {
  version: 1,
  asOf: '2026-08-21',
  models: [
    chat('gpt-4o', 'openai', [128_000, 16_384], [2.5, 10, 1.25], o200k),
    chat('gpt-4o-mini', 'openai', [128_000, 16_384], [0.15, 0.6, 0.075], o200k),
    chat('gpt-4.1', 'openai', [1_047_576, 32_768], [2, 8], o200k),
    chat('o3', 'openai', [200_000, 100_000], [2, 8, 0.5], newer),
    chat('gpt-5', 'openai', [400_000, 128_000], [1.25, 10], newer),
    chat('gpt-5.5', 'openai', [1_050_000, 128_000], [5, 30], newer),
    chat('gpt-5.6-sol', 'openai', [1_050_000, 128_000], [5, 30], newer),
    chat('claude-sonnet-5', 'anthropic', [1_000_000, 128_000], [3, 15], estimated),
    chat('claude-haiku-4-5', 'anthropic', [200_000, 64_000], [1, 5], estimated),
    {
      id: 'dall-e-3',
      provider: 'openai',
      kind: 'image',
      price: {
        perImage: [
          { size: '1024x1024', quality: 'standard', price: 40_000_000 },
          { size: '1024x1024', quality: 'hd', price: 80_000_000 },
          { size: '1792x1024', quality: 'standard', price: 80_000_000 },
          { size: '1792x1024', quality: 'hd', price: 120_000_000 },
        ],
      },
    },
    {
      id: 'whisper-1',
      provider: 'openai',
      kind: 'transcription',
      uploadMaxBytes: 25 * 1024 * 1024,
      price: { perMinute: 6_000_000 },
    },
  ],
}
