const segmenters = new Map<string, Intl.Segmenter>()

/**
 * The sentences of a text, in order, by the rules of a language. A line ends a sentence: what stands in two blocks is
 * never one. Where the browser cannot tell sentences apart, each line is one.
 */
export function sentencesOf(text: string, locale: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => sentencesIn(line, locale))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

function sentencesIn(line: string, locale: string): readonly string[] {
  if (typeof Intl.Segmenter !== 'function') return [line]
  const segmenter =
    segmenters.get(locale) ?? new Intl.Segmenter(locale, { granularity: 'sentence' })
  segmenters.set(locale, segmenter)
  return Array.from(segmenter.segment(line), ({ segment }) => segment)
}
