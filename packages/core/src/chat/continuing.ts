import {
  type Assembly,
  type Chunk,
  continues,
  factsOf,
  type Message,
  reopened,
  startAssembly,
} from '@millrace/protocol'

/**
 * Where an answer begins that is replayed from its `start`: one that goes on in a message of before begins with what
 * that had then. Nothing else knows the first half.
 * @param find - The message as it is here. Stored in the middle of its run, it may hold some of the replay already.
 */
export function beginningOf<M extends Message>(
  blank: Assembly<M>,
  chunks: readonly Chunk[],
  find: (messageId: string) => M | undefined,
): Assembly<M> {
  const start = chunks.find(({ type }) => type === 'start')
  if (start?.type !== 'start' || typeof start.messageMetadata !== 'object') return blank
  const { continues: messageId, continuedParts } = factsOf({ metadata: start.messageMetadata })
  const message = messageId === start.messageId ? find(String(messageId)) : undefined
  if (message?.role !== 'assistant') return blank
  const had = Number.isSafeInteger(continuedParts) ? Math.max(0, Number(continuedParts)) : undefined
  return startAssembly(reopened({ ...message, parts: message.parts.slice(0, had) }))
}

/**
 * Marks the first text of a continuation as one, where the server did not: a backend that is not ours does not
 * know that its answer goes on in the message before.
 */
export function markContinued(messageId: string): (chunks: readonly Chunk[]) => readonly Chunk[] {
  let marked = false
  return (chunks) => {
    // What was taken back comes anew.
    const reset = chunks.findLastIndex(({ type }) => type === 'reset-step')
    if (reset !== -1) marked = false
    if (marked) return chunks
    const at = chunks.findIndex(({ type }, index) => index > reset && type === 'text-start')
    const start = chunks[at]
    if (start?.type !== 'text-start') return chunks
    marked = true
    const providerMetadata = { ...start.providerMetadata, ...continues(messageId) }
    return chunks.with(at, { ...start, providerMetadata })
  }
}
