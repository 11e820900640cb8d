/** What is seen: filler, joiners and the like are drawn as nothing. */
const seen = /[^\s\p{Default_Ignorable_Code_Point}]/u

/** Controls of direction (UAX 9, 2), and of whatever else. */
const controls = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu

/**
 * A name that somebody else gave, as one line of plain words: without controls, which would turn it or its
 * surroundings around (T-55), and cut when it is long. What is no text, or has nothing to be seen, is `''`.
 * @param longest - In characters. Default 160.
 */
export function plainName(name: unknown, longest = 160): string {
  if (typeof name !== 'string') return ''
  // Enough to be cut, however long it is.
  const words = name
    .slice(0, 8 * longest)
    .replace(/\s+/g, ' ')
    .replace(controls, '')
    .trim()
  if (!seen.test(words)) return ''
  const characters = Array.from(words)
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : words
}
