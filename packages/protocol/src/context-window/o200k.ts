import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { exactCounter } from './exactCounter.ts'
import type { TokenCounter } from './TokenCounter.ts'

/**
 * Exact counts for gpt-4o, gpt-4.1, o1, o3, o4 and later. An entry of its own: its table is about 1 MB
 * compressed and needs `gpt-tokenizer` beside it.
 */
export function o200k(): TokenCounter {
  return exactCounter('o200k_base', countTokens)
}
