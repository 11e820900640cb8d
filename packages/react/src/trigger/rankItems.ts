import { plainName } from '../name/plainName.ts'
import type { TriggerItem } from './Trigger.ts'

/** So many are shown at most: who wants another one types on. */
export const mostShown = 50

/**
 * The items that match what was typed, best first: by how the label begins, then a word of it, then a keyword; then by
 * what is within the label and within a keyword. Equal ones keep their order. Case and diacritics make no difference, by
 * the rules of the language. Nothing typed matches everything.
 * @returns At most 50.
 */
export function rankItems(
  items: readonly TriggerItem[],
  query: string,
  locale: string,
): readonly TriggerItem[] {
  const wanted = fold(query, locale)
  if (wanted === '') return items.slice(0, mostShown)
  const ranks: readonly TriggerItem[][] = [[], [], [], [], []]
  for (const item of items) ranks[rankOf(foldedOf(item, locale), wanted)]?.push(item)
  return ranks.flat().slice(0, mostShown)
}

/** The place among the ranks; -1 for none. */
function rankOf({ label, words, keywords }: Folded, wanted: string): number {
  return [
    label.startsWith(wanted),
    words.some((word) => word.startsWith(wanted)),
    keywords.some((word) => word.startsWith(wanted)),
    label.includes(wanted),
    keywords.some((word) => word.includes(wanted)),
  ].indexOf(true)
}

interface Folded {
  readonly locale: string
  readonly label: string
  /** Of the label. */
  readonly words: readonly string[]
  readonly keywords: readonly string[]
}

/** Folded once, not with every letter that is typed. */
const known = new WeakMap<TriggerItem, Folded>()

function foldedOf(item: TriggerItem, locale: string): Folded {
  const before = known.get(item)
  if (before?.locale === locale) return before
  const label = fold(item.label, locale)
  const folded = {
    locale,
    label,
    words: label.split(/[^\p{L}\p{N}\p{M}]+/u),
    keywords: (item.keywords ?? []).map((word) => fold(word, locale)),
  }
  known.set(item, folded)
  return folded
}

/** Marks that may be left out: accents, vowels of Arabic. Not those that make か to が, nor vowels of Indic writing. */
const accents = /(?![\u3099\u309a])(?=\p{Mn})\p{Diacritic}/gu

/** Text by which what is alike is found. Upper case first: `ß` is `ss` then, and of the two Turkish i each stays itself. */
function fold(text: string, locale: string): string {
  return plainName(text)
    .normalize('NFKC')
    .toLocaleUpperCase(locale)
    .toLocaleLowerCase(locale)
    .normalize('NFD')
    .replace(accents, '')
    .normalize('NFC')
}
