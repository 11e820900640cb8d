/**
 * A line break run, one or two ideographs or kana, a word with the space before it, a run of
 * blanks, up to three signs with the space before them.
 * The `u` flag keeps surrogate pairs whole.
 */
const roughTokens: RegExp =
  /\n+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,2}| ?[\p{L}\p{M}\p{N}]+| ?[^\s\p{L}\p{M}\p{N}]{1,3}|[^\S\n]+/gu

/** Words longer than this many code points come in several pieces, as rare words do. */
const longestWord = 7

/**
 * Splits a text into pieces about as large as a model's tokens: mostly 2 to 6 characters, a word
 * with the space before it. Never inside a surrogate pair. The pieces joined are the text; their
 * number is within some 20 % of a real tokenizer's for English, further off elsewhere.
 */
export function splitTokens(text: string): readonly string[] {
  return (text.match(roughTokens) ?? []).flatMap(splitLongWord)
}

function splitLongWord(piece: string): readonly string[] {
  if (piece.length <= longestWord) return [piece]
  const letters = Array.from(piece)
  const count = Math.ceil(letters.length / (longestWord - 2))
  const cutAt = (index: number): number => Math.floor((index * letters.length) / count)
  return Array.from({ length: count }, (_, index) =>
    letters.slice(cutAt(index), cutAt(index + 1)).join(''),
  )
}
