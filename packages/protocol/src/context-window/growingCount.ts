import { lastCut } from './boundedPieces.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** The count of a text that is still being written. */
export interface GrowingCount {
  add(delta: string): void
  /** The tokens of all that was added: exactly what counting it whole gives. */
  readonly tokens: number
}

/** Beyond this the open end is counted up to its last cut and left alone. In UTF-16 units. */
const maxTail = 256

/**
 * Counts as text comes, each piece once: 10,000 deltas cost what 40 KB cost. Only the open end, after the
 * last place where the text may be cut, is counted again.
 */
export function growingCount(counter: TokenCounter): GrowingCount {
  let counted = 0
  let tail = ''
  let tailTokens: number | undefined = 0
  return {
    add(delta) {
      tail += delta
      tailTokens = undefined
      if (tail.length <= maxTail) return
      const at = lastCut(tail)
      if (at === 0) return
      counted += counter.count(tail.slice(0, at))
      tail = tail.slice(at)
    },
    get tokens() {
      tailTokens ??= counter.count(tail)
      return counted + tailTokens
    },
  }
}
