import { boundedPieces } from './boundedPieces.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** What `gpt-tokenizer` gives for each encoding, as far as it is used. */
export type CountTokens = (
  text: string,
  options: { readonly disallowedSpecial: Set<string> },
) => number

/** What looks like a control token is text: `<|endoftext|>` in a question must not throw. */
const asText = { disallowedSpecial: new Set<string>() }

/** A counter over one of the tables of `gpt-tokenizer`. */
export function exactCounter(name: string, countTokens: CountTokens): TokenCounter {
  return {
    name,
    count(text) {
      let tokens = 0
      for (const piece of boundedPieces(text)) tokens += countTokens(piece, asText)
      return tokens
    },
  }
}
