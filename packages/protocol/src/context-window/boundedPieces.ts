/**
 * Where a text may be cut without changing its count: after a letter or digit, before what is none of
 * letter, mark, digit or apostrophe (no encoding joins a token over such a place).
 */
const cut = /(?<=[\p{L}\p{N}])(?=[^\p{L}\p{M}\p{N}'])/gu

/** Longer without a cut, and the tables' own search is quadratic: seconds for 10,000 ideographs. */
const maxRun = 512
/** About as much as is worth one call. */
const batch = 4096

/**
 * A text in pieces whose counts add up to its own. Runs of over 512 UTF-16 units without a place to cut
 * are cut all the same, never inside a surrogate pair; that costs a token now and then (under 0.1 %).
 */
export function* boundedPieces(text: string): Generator<string> {
  let from = 0
  let last = 0
  for (const { index } of text.matchAll(cut)) {
    if (index - last > maxRun) {
      if (last > from) yield text.slice(from, last)
      yield* hardPieces(text.slice(last, index))
      from = index
    } else if (index - from > batch) {
      yield text.slice(from, index)
      from = index
    }
    last = index
  }
  if (text.length - last > maxRun) {
    if (last > from) yield text.slice(from, last)
    yield* hardPieces(text.slice(last))
  } else if (text.length > from) {
    yield text.slice(from)
  }
}

function* hardPieces(run: string): Generator<string> {
  for (let at = 0; at < run.length;) {
    let end = Math.min(run.length, at + maxRun)
    const code = run.charCodeAt(end - 1)
    if (end < run.length && code >= 0xd800 && code <= 0xdbff) end--
    yield run.slice(at, end)
    at = end
  }
}

/** The last place where a text may be cut, 0 for none. */
export function lastCut(text: string): number {
  let at = 0
  for (const { index } of text.matchAll(cut)) at = index
  return at
}
