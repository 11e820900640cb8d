// The conversation that is trimmed: about 160,000 tokens, to 128,000.
import * as gptTokenizer from 'gpt-tokenizer/encoding/o200k_base'
import { conversation as corpus } from '../lib/corpus.mjs'

const targetTokens = 160_000
export const budgetTokens = 128_000

/** Counts as all here do: the tokens of the text, and four for the message around. */
export const countMessage = ({ text }) => gptTokenizer.countTokens(text) + 4

const all = corpus(2400, 42, 900)
export const messages = []
export const counts = []
for (let sum = 0; sum < targetTokens && messages.length < all.length; sum += counts.at(-1)) {
  const message = all[messages.length]
  messages.push(message)
  counts.push(countMessage(message))
}

export const totalTokens = counts.reduce((sum, count) => sum + count, 0)
export const totalCharacters = messages.reduce((sum, { text }) => sum + text.length, 0)

/** The answer that is counted as one message. */
export const oneMessage = messages.findLast(({ role }) => role === 'assistant').text

/** The same text, by another identity: nothing that is kept by it helps. */
export const fresh = (text) => ` ${text}`.slice(1)

/** How many messages go from the start, when those at the end are kept that fit by this count. */
export function cutBy(count) {
  let sum = 0
  let kept = messages.length
  while (kept > 0) {
    const next = count(kept - 1)
    if (sum + next > budgetTokens) break
    sum += next
    kept--
  }
  return kept
}
