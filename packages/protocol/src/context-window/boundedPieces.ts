/**
 * Where a text may be cut without changing its count: after a letter or digit, before what is none of
 * letter, mark, digit or apostrophe (no encoding joins a token over such a place).
 */
const cut = /(?<=[\p{L}\p{N}])(?=[^\p{L}\p{M}\p{N}'])/gu

/** Longer without a cut, and the tables' own search is quadratic: seconds for 10,000 ideographs. In UTF-16 units. */
export const maxRun = 512
const halfRun = maxRun / 2

/**
 * A text in pieces whose counts add up to its own: whole, unless a run of over 512 UTF-16 units has no place to
 * cut. Such a run is cut all the same, never inside a surrogate pair; that costs a token now and then (under
 * 0.1 %).
 */
export function* boundedPieces(text: string): Generator<string> {
  let from = 0
  let at = 0
  while (text.length - at > maxRun) {
    // A cut within reach proves that no run up to it is too long: what lies between is not looked at.
    const next = nextCut(text, at + halfRun)
    const last = next - at > maxRun ? lastCut(text, at, at + halfRun) : at
    if (next - last > maxRun) {
      if (last > from) yield text.slice(from, last)
      for (let end = last; end < next; from = end) {
        const start = end
        end = hardCut(text, start, next)
        yield text.slice(start, end)
      }
    }
    at = next
  }
  if (text.length > from) yield text.slice(from)
}

/** Where a run without a cut is cut, at the latest 512 units on. */
export function hardCut(text: string, from: number, to: number): number {
  const end = Math.min(to, from + maxRun)
  return end < to && isHighSurrogate(text, end - 1) ? end - 1 : end
}

/** Whether the first half of a surrogate pair stands there. */
export function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0xd800 && code <= 0xdbff
}

/** The last place between two where a text may be cut; the first of the two where there is none. */
export function lastCut(text: string, from: number, to: number): number {
  let last = from
  for (let at = nextCut(text, from + 1); at <= to && at < text.length; at = nextCut(text, at + 1)) {
    last = at
  }
  return last
}

/** The first place at or after `from` where a text may be cut, else its end. */
function nextCut(text: string, from: number): number {
  // Inside of a surrogate pair the search would begin before it.
  cut.lastIndex = isHighSurrogate(text, from - 1) ? from + 1 : from
  return cut.exec(text)?.index ?? text.length
}
