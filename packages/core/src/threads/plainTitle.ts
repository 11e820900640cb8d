import { shortened } from './shortened.ts'

/** What is seen: filler, joiners and the like are drawn as nothing. */
const seen = /[^\s\p{Default_Ignorable_Code_Point}]/u

/** Controls of direction (UAX 9, 2) and of whatever else, and halves of characters. */
const controls = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu

/** Enough to be cut, however long it is. */
const mostRead = 4000

/**
 * A title as one plain line: without controls, which would turn it or its surroundings around (T-55), and cut when it is
 * long. What is no text, or has nothing to be seen, is `''`.
 * @param longest - In characters as readers count them. Default 120; and 200 UTF-16 units in any case.
 */
export function plainTitle(title: unknown, longest = 120): string {
  if (typeof title !== 'string') return ''
  const line = title.slice(0, mostRead).replace(/\s+/g, ' ').replace(controls, '').trim()
  return seen.test(line) ? shortened(line, longest) : ''
}
