import type { Chunk } from '@millrace/protocol'
import type { SourceChunk } from '../retrieval/numberPassages.ts'

/**
 * Puts sources before the first that a model says, and once more where that is taken back. An answer that never begins
 * names none: they would stand below an automatic reply.
 */
export function introducing(
  sources: readonly SourceChunk[],
): (chunks: readonly Chunk[]) => readonly Chunk[] {
  let told = sources.length === 0
  return (chunks) => {
    const resetAt = chunks.findLastIndex(({ type }) => type === 'reset-step')
    if (resetAt !== -1) told = sources.length === 0
    const says = chunks.slice(resetAt + 1).some(({ type }) => !type.startsWith('data-'))
    if (told || !says) return chunks
    told = true
    return chunks.toSpliced(resetAt + 1, 0, ...sources)
  }
}
