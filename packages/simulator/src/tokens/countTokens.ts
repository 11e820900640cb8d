import { setImmediate } from 'node:timers/promises'

/**
 * In UTF-16 units. The tables' own search is quadratic where a text has no place to cut, so no piece
 * is longer.
 */
const longestPiece = 512

/** After a letter or digit, before none of letter, mark, digit or apostrophe: no token spans it. */
const toLastCut: RegExp = /^.*[\p{L}\p{N}](?=[^\p{L}\p{M}\p{N}'])/su

/** What looks like a control token is text: `<|endoftext|>` in a question must not throw. */
const asText = { disallowedSpecial: new Set<string>() }

/** About 50 KB, some milliseconds. */
const piecesAtOnce = 100

/**
 * Counts the tokens of texts as `o200k_base` has them, together. The first call loads that table:
 * 35 MB of memory and some 0.4 s in which nothing else happens. A run of over 512 characters without
 * a place to cut may count a token too many now and then.
 * @param signal - Ends the counting; megabytes take seconds, in which other answers go on.
 * @throws {Error} `AbortError` when the signal aborts.
 */
export async function countTokens(texts: readonly string[], signal: AbortSignal): Promise<number> {
  const table = await import('gpt-tokenizer/encoding/o200k_base')
  let tokens = 0
  let pieces = 0
  for (const text of texts) {
    for (const piece of piecesOf(text)) {
      tokens += table.countTokens(piece, asText)
      if (++pieces % piecesAtOnce === 0) await setImmediate(undefined, { signal })
    }
  }
  return tokens
}

/** The pieces joined are the text; none ends inside a surrogate pair. */
function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const piece = pieceAt(text, from)
    yield piece
    from += piece.length
  }
}

function pieceAt(text: string, from: number): string {
  const reach = text.slice(from, from + longestPiece)
  if (from + reach.length === text.length) return reach
  const whole = /[\uD800-\uDBFF]$/.test(reach) ? reach.slice(0, -1) : reach
  return toLastCut.exec(whole)?.[0] ?? whole
}
