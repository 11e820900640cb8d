import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base'
import { exactCounter } from './exactCounter.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** Exact counts for gpt-4 and gpt-3.5. An entry of its own, as `o200k`. */
export function cl100k(): TokenCounter {
  return exactCounter('cl100k_base', countTokens)
}
