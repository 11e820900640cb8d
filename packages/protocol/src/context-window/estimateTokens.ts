import type { TokenCounter } from './TokenCounter.ts'

const kinds =
  /(?<cjk>[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}])|(?<emoji>\p{Extended_Pictographic})|(?<run>(?=[A-Za-z]*\d)[A-Za-z\d_+/=-]{16,})|(?<letters>[\p{L}\p{M}]+)|(?<digits>\p{N}+)|(?<space>\s+)|(?<rest>[^\s])/gu

/**
 * The tokens of a text without a table, meant to err upwards: too few would be a refused request. Per
 * ideograph 1, per emoji 3, a Latin letter 1/4, any other letter 1/2, a digit 1/2, a word or number 1
 * at least, other signs 0.8, and of ids and base64 a character 1/1.4.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (const { groups } of text.matchAll(kinds)) {
    if (groups === undefined) continue
    const { cjk, emoji, run, letters, digits, space } = groups
    if (cjk !== undefined) tokens += 1
    else if (emoji !== undefined) tokens += 3
    else if (run !== undefined) tokens += run.length / 1.4
    else if (letters !== undefined)
      tokens += Math.max(1, letters.length / (isLatin(letters) ? 4 : 2))
    else if (digits !== undefined) tokens += Math.max(1, digits.length / 2)
    else if (space !== undefined) tokens += space.length > 1 ? space.length / 8 + 0.5 : 0.08
    else tokens += 0.8
  }
  return Math.ceil(tokens)
}

/** The estimate as a counter, for where no exact one is handed in. */
export const estimate: TokenCounter = { name: 'estimate', count: estimateTokens }

function isLatin(letters: string): boolean {
  return (letters.codePointAt(0) ?? 0) < 0x250
}
