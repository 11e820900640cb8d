import { joinSentences } from './joinSentences.ts'

export interface Batch {
  /** What is said at once. */
  readonly text: string
  /** What is left for later, in order. */
  readonly rest: readonly string[]
}

/**
 * The first sentences that fit together into `maxLength` characters. A single one that does not is cut between words,
 * or where there are none, between characters.
 */
export function nextBatch(sentences: readonly string[], maxLength: number): Batch {
  const [first, ...others] = sentences
  if (first === undefined) return { text: '', rest: [] }
  if (first.length > maxLength) {
    const at = cutAt(first, maxLength)
    return { text: first.slice(0, at).trim(), rest: [first.slice(at).trim(), ...others] }
  }
  let count = 1
  let text = first
  for (; count < sentences.length; count++) {
    const longer = joinSentences(sentences.slice(0, count + 1))
    if (longer.length > maxLength) break
    text = longer
  }
  return { text, rest: sentences.slice(count) }
}

function cutAt(sentence: string, maxLength: number): number {
  const space = sentence.lastIndexOf(' ', maxLength)
  if (space > 0) return space
  // Not between the two halves of a character.
  return sentence.charCodeAt(maxLength - 1) >>> 10 === 0x36 ? maxLength - 1 : maxLength
}
