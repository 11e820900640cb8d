import { type Catalogue, nanoDollars } from './Catalogue.ts'

const combined = {
  kind: 'chat',
  provider: 'openai',
  contextWindow: 128_000,
  tokenizer: 'o200k_base',
} as const

/**
 * The price table of the production guide that the project began with, figure by figure: windows of 128K and
 * the prices of 2025. For budgets that should rather overstate; `defaultCatalogue` has today's.
 */
export const guideCatalogue: Catalogue = {
  version: 1,
  asOf: '2025-06-30',
  models: [
    {
      ...combined,
      id: 'o3',
      maxTokensParam: 'max_completion_tokens',
      price: { input: 2 * nanoDollars, output: 8 * nanoDollars },
    },
    { ...combined, id: 'gpt-4o', price: { input: 5 * nanoDollars, output: 15 * nanoDollars } },
    {
      ...combined,
      id: 'gpt-4o-mini',
      price: { input: 0.15 * nanoDollars, output: 0.6 * nanoDollars },
    },
    {
      id: 'dall-e-3',
      provider: 'openai',
      kind: 'image',
      price: {
        perImage: [
          { size: 'smallest', quality: 'standard', price: 0.04 * nanoDollars },
          { size: 'largest', quality: 'hd', price: 0.17 * nanoDollars },
        ],
      },
    },
    {
      id: 'whisper-1',
      provider: 'openai',
      kind: 'transcription',
      uploadMaxBytes: 25 * 1024 * 1024,
      price: { perMinute: 0.1 * nanoDollars },
    },
  ],
}
