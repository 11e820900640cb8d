import type { TokenCounter } from './TokenCounter.ts'

/**
 * The tokens of a text without a table, meant to err upwards: too few would be a refused request. A Latin
 * letter is 1/4, any other letter 1/2, an ideograph, kana or syllable 1, a digit 1/2, another sign 0.8 (1.3
 * beyond ASCII), an emoji 3. A word or number is 1 at least, and so is what stands before a number, and the end of
 * a line behind a word. Of ids and base64 a character is 1/1.4.
 */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (let at = 0; at < text.length;) {
    const kind = kindAt(text, at)
    let end = at + 1
    if (kind === latin || kind === digit) {
      let digits = 0
      // Letters and digits by turns: no table joins the one to the other.
      let turns = 0
      for (end = at; end < text.length; end++) {
        const next = kindAt(text, end)
        if (next === digit) digits++
        else if (next !== latin) break
        if (end === at || next !== kindAt(text, end - 1)) turns++
      }
      tokens += Math.max(turns, wordTokens(end - at, digits))
    } else if (kind === letter) {
      while (end < text.length && kindAt(text, end) === letter) end++
      tokens += Math.max(1, (end - at) / 2)
    } else if (kind === space) {
      while (end < text.length && kindAt(text, end) === space) end++
      tokens += spaceTokens(text, at, end)
    } else if (kind === pair) {
      end++
      tokens += 3
    } else if (kind === sign) {
      tokens += isDigit(text, end) ? 1 : 0.8
    } else tokens += kind === syllable ? 1 : 1.3
    at = end
  }
  return Math.ceil(tokens)
}

/** The estimate as a counter, for where no exact one is handed in. */
export const estimate: TokenCounter = { name: 'estimate', count: estimateTokens }

/** Letters with digits among them, that long, are no words. */
const idLength = 16

function wordTokens(length: number, digits: number): number {
  if (digits === 0) return Math.max(1, length / 4)
  if (digits === length) return Math.max(1, length / 2)
  if (length >= idLength) return length / 1.4
  return Math.max(1, (length - digits) / 4) + Math.max(1, digits / 2)
}

/** One space goes with the word behind it, never with a number; the end of a line not with the word before it. */
function spaceTokens(text: string, from: number, to: number): number {
  const apart = isDigit(text, to)
  if (to - from > 1) return (to - from) / 8 + 0.5 + (apart ? 0.92 : 0)
  const before = text.charAt(from) === '\n' && from > 0 ? kindAt(text, from - 1) : sign
  return apart || (before !== sign && before !== symbol) ? 1 : 0.08
}

/** Numbers stand apart in every table: lists of dates, versions and figures are mostly signs and spaces. */
function isDigit(text: string, at: number): boolean {
  return at < text.length && kindAt(text, at) === digit
}

type Kind =
  | typeof latin
  | typeof digit
  | typeof letter
  | typeof space
  | typeof pair
  | typeof syllable
  | typeof sign
  | typeof symbol
const latin = 0
const digit = 1
const letter = 2
const space = 3
const pair = 4
const syllable = 5
const sign = 6
const symbol = 7

const ascii: readonly Kind[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[A-Za-z]/.test(character)) return latin
  if (/\d/.test(character)) return digit
  return /\s/.test(character) ? space : sign
})

function kindAt(text: string, at: number): Kind {
  const code = text.charCodeAt(at)
  if (code < 0x80) return ascii[code] ?? sign
  if (code < 0xc0) return code === 0xa0 ? space : symbol
  // Marks that are put on the letter before.
  if (code >= 0x300 && code < 0x370) return syllable
  if (code < 0x2000) return code === 0x1680 ? space : letter
  // Kana, ideographs and Hangul, each a character of its own; punctuation of theirs counts alike.
  if ((code >= 0x3000 && code < 0xd7a4) || (code >= 0xf900 && code < 0xfb00)) return syllable
  if (code >= 0xd800 && code < 0xdc00) return pair
  if (code >= 0x2c00 && code < 0x2e00) return letter
  return code >= 0xff00 && code < 0xfff0 ? syllable : symbol
}
