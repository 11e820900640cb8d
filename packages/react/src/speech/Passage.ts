import type { Heard } from './Dictation.ts'
import { spaceBetween } from './joinWords.ts'
import { countWords, wordsAfter } from './wordsAfter.ts'

/** A text into which somebody dictates, while they may write in it too. Places are indexes in the text. */
export interface Passage {
  readonly text: string
  /** Words that may still change, with the spaces around them, stand from here … */
  readonly start: number
  /** … to here. */
  readonly end: number
  /** Behind the last word, where the next one comes. */
  readonly caret: number
  /** What of it was heard; empty between two utterances. */
  readonly interim: string
  /** How many words of this utterance have become the writer's, who has changed them: they are not written again. */
  readonly taken: number
}

/** A text in which nothing is dictated yet. */
export function passageAt(text: string, caret: number): Passage {
  return { text, start: caret, end: caret, caret, interim: '', taken: 0 }
}

/** Whether the next words begin an utterance: then they may come anywhere. */
export function isBetweenUtterances({ interim, taken }: Passage): boolean {
  return interim === '' && taken === 0
}

/** Writes down what was heard: in the place of what was interim, with the spaces that it needs. */
export function hear(passage: Passage, { final, interim }: Heard): Passage {
  return write(
    final.trim() === '' ? passage : settle(passage, final.trim(), interim),
    interim.trim(),
  )
}

function settle(passage: Passage, final: string, interim: string): Passage {
  const { text, caret, taken } = write(passage, final)
  const left = interim.trim() === '' ? 0 : Math.max(0, taken - countWords(final))
  return { ...passageAt(text, caret), taken: left }
}

function write(passage: Passage, heard: string): Passage {
  const before = passage.text.slice(0, passage.start)
  const after = passage.text.slice(passage.end)
  const words = wordsAfter(heard, passage.taken)
  const lead = spaceBetween(before, words)
  const written = lead + words
  const whole = written + spaceBetween(words, after)
  return {
    text: before + whole + after,
    start: passage.start,
    end: passage.start + whole.length,
    caret: passage.start + written.length,
    interim: heard,
    // Taken back, the utterance is over.
    taken: heard === '' ? 0 : passage.taken,
  }
}

/**
 * The passage after somebody else has changed the text. What they wrote stays where it is. Interim words that they
 * changed are theirs from then on.
 * @param caret - Where the writer's caret is now, if it is known: it tells apart where one of two equal letters was put.
 */
export function edited(passage: Passage, text: string, caret?: number): Passage {
  const { start, end } = passage
  const { from, to, length } = changeBetween(passage.text, text, caret)
  const by = text.length - passage.text.length
  if (start === end) {
    const place = to <= start ? start + by : from >= start ? start : from + length
    return { ...passage, text, start: place, end: place, caret: place }
  }
  if (to <= start) {
    return { ...passage, text, start: start + by, end: end + by, caret: passage.caret + by }
  }
  // Letters right behind the last word change it; all else stands by itself.
  const lengthens = from === passage.caret && /^[\p{L}\p{N}]/u.test(text.slice(from, from + length))
  // A space behind the words is the writer's as soon as they write before it.
  if (from >= passage.caret && !lengthens) {
    return { ...passage, text, end: from >= end ? end : passage.caret }
  }
  const place = to > end ? from + length : end + by
  return { ...passageAt(text, place), taken: countWords(passage.interim) }
}

/** Where a place of the text is after words were written in it. A caret behind the words goes with them. */
export function movedWith(before: Passage, after: Passage, place: number): number {
  if (place === before.caret) return after.caret
  if (place >= before.end) return place + after.text.length - before.text.length
  return Math.min(place, place <= before.start ? place : after.end)
}

interface Change {
  /** What stood from here to there in the old text … */
  readonly from: number
  readonly to: number
  /** … has become so many characters of the new one. */
  readonly length: number
}

function changeBetween(before: string, after: string, caret: number | undefined): Change {
  const shorter = Math.min(before.length, after.length)
  const isSameAtEnd = (tail: number) =>
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  let tail = 0
  // What was just written ends at the caret.
  const behind = caret === undefined ? 0 : Math.min(shorter, after.length - caret)
  while (tail < behind && isSameAtEnd(tail)) tail++
  let head = 0
  while (head < shorter - tail && before[head] === after[head]) head++
  while (tail < shorter - head && isSameAtEnd(tail)) tail++
  return { from: head, to: before.length - tail, length: after.length - tail - head }
}
