import { nextBatch } from '../announce/nextBatch.ts'
import { sentencesOf } from '../announce/sentencesOf.ts'

/**
 * A text in pieces that are spoken one at a time: a sentence or a few short ones, and of a long sentence a few clauses.
 * Chromium falls silent in what takes its voices longer than 15 seconds.
 */
export function utterancesOf(text: string, locale: string): readonly string[] {
  const longest = /^(?:zh|ja|yue)\b/i.test(locale) ? longestOfSigns : longestOfLetters
  let rest: readonly string[] = sentencesOf(text, locale).flatMap((sentence) =>
    sentence.length > longest ? clausesOf(sentence) : [sentence],
  )
  const utterances: string[] = []
  while (rest.length > 0) {
    const batch = nextBatch(rest, longest)
    if (batch.text !== '') utterances.push(batch.text)
    rest = batch.rest
  }
  return utterances
}

/** Slow voices speak some 14 letters a second, or 4 signs of Chinese. */
const longestOfLetters = 180
const longestOfSigns = 56

function clausesOf(sentence: string): readonly string[] {
  return sentence.split(/(?<=[,;:،؛]) +|(?<=[，、；：])/).filter((clause) => clause !== '')
}
