import type { Thread } from '@millrace/core'

/**
 * The threads whose titles have all words of a query in them, in any order, whatever their case and accents are. The same
 * list where nothing is searched for.
 * @param locale - Whose letters fall together.
 * @param titleOf - What a thread is shown as.
 */
export function foundThreads(
  threads: readonly Thread[],
  query: string,
  locale: string,
  titleOf: (thread: Thread) => string,
): readonly Thread[] {
  const words = folded(query, locale).split(/\s+/u).filter(Boolean)
  if (words.length === 0) return threads
  return threads.filter((thread) => {
    const title = folded(titleOf(thread), locale)
    return words.every((word) => title.includes(word))
  })
}

function folded(text: string, locale: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLocaleLowerCase(locale)
}
