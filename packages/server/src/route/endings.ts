import {
  cannedReasonFor,
  type CannedReason,
  type CannedReplies,
  type ChatError,
  type Chunk,
  type ErrorInfo,
  type Facts,
} from '@millrace/protocol'
import type { ChunkWriter } from './createChunkWriter.ts'

/** The last chunks of an answer that somebody stopped. */
export function stoppedChunks(facts: Facts): readonly Chunk[] {
  return [{ type: 'message-metadata', messageMetadata: { millrace: facts } }, { type: 'abort' }]
}

/** Of one that failed. The error with its code goes first: stock clients drop what follows the protocol's own. */
export function failedChunks(error: ErrorInfo, facts: Facts): readonly Chunk[] {
  return [
    { type: 'message-metadata', messageMetadata: { millrace: facts } },
    { type: 'data-millrace-error', data: error, transient: true },
    { type: 'error', errorText: error.message },
  ]
}

/** What an answer that failed is called. */
export function statusAfter({ code }: ErrorInfo): NonNullable<Facts['status']> {
  return code === 'incomplete_stream' ? 'interrupted' : 'failed'
}

/** An automatic reply in place of an answer. */
export interface CannedReply {
  readonly reason: CannedReason
  readonly text: string
  readonly retryAt: number | undefined
}

/** What is said in place of a model's answer; undefined where the failure is to be shown as such. */
export function cannedReply(
  { code, retryAfterMs }: ChatError,
  replies: CannedReplies | undefined,
  now: number,
): CannedReply | undefined {
  const reason = cannedReasonFor(code)
  const reply = reason === undefined ? undefined : replies?.[reason]
  if (reason === undefined || reply === undefined) return undefined
  const retryAt = retryAfterMs === undefined ? undefined : now + retryAfterMs
  return { reason, text: typeof reply === 'string' ? reply : reply({ retryAt }), retryAt }
}

/** An ordinary answer, marked, so that it is never sent to a model. */
export function cannedChunks(
  { reason, text, retryAt }: CannedReply,
  facts: Facts,
  writer: ChunkWriter,
): readonly Chunk[] {
  const chunks: Chunk[] = []
  writer.add([{ type: 'notice', notice: { kind: 'canned', reason } }], chunks)
  if (retryAt !== undefined) {
    writer.add([{ type: 'notice', notice: { kind: 'limited', until: retryAt } }], chunks)
  }
  writer.add([{ type: 'text', text }], chunks)
  writer.close(chunks)
  chunks.push(
    { type: 'finish-step' },
    { type: 'finish', finishReason: 'stop', messageMetadata: { millrace: facts } },
  )
  return chunks
}
