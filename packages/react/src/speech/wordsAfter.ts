/** The text without its first words, of which there are `count`. */
export function wordsAfter(text: string, count: number): string {
  if (count === 0) return text
  const start = startsOf(text)[count]
  return start === undefined ? '' : text.slice(start)
}

/** How many words a text has, also in languages that write no spaces. */
export function countWords(text: string): number {
  return startsOf(text).length
}

let segmenter: Intl.Segmenter | undefined

function startsOf(text: string): readonly number[] {
  if (typeof Intl.Segmenter !== 'function')
    return Array.from(text.matchAll(/\S+/g), (word) => word.index)
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  return Array.from(segmenter.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index }) => index)
}
