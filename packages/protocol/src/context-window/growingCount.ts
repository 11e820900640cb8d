import { hardCut, isHighSurrogate, lastCut, maxRun } from './boundedPieces.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** The count of a text that is still being written. */
export interface GrowingCount {
  add(delta: string): void
  /** The tokens of all that was added: exactly what counting it whole gives. */
  readonly tokens: number
}

/** So much more is added before the open end is looked at again. In UTF-16 units. */
const step = 256

/**
 * Counts as text comes, each piece once: 10,000 deltas cost what 40 KB cost. Only the open end, after the last
 * place where the text may be cut, is counted again.
 */
export function growingCount(counter: TokenCounter): GrowingCount {
  let counted = 0
  let tail = ''
  let tailTokens: number | undefined = 0
  let lookAt = step

  function commit(end: number): void {
    counted += counter.count(tail.slice(0, end))
    tail = tail.slice(end)
  }

  return {
    add(delta) {
      tail += delta
      tailTokens = undefined
      if (tail.length <= lookAt) return
      // Half a character tells nothing yet of what follows.
      const end = isHighSurrogate(tail, tail.length - 1) ? tail.length - 2 : tail.length - 1
      const at = lastCut(tail, 0, end)
      if (at > 0) commit(at)
      // What has no cut for so long is cut where counting it whole cuts it.
      while (tail.length > maxRun) commit(hardCut(tail, 0, tail.length))
      lookAt = tail.length + step
    },
    get tokens() {
      tailTokens ??= counter.count(tail)
      return counted + tailTokens
    },
  }
}
