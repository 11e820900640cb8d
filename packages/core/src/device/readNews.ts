import type { FollowedRun } from '../chat/Answers.ts'

/** What the tabs of one conversation tell each other. What it is about is kept on the device: this says where to look. */
export type ChatNews =
  /** Messages were changed. */
  | { readonly type: 'messages' }
  /** What waits to be sent has changed. */
  | { readonly type: 'outbox' }
  /** An answer comes: whoever shows the conversation reads along. */
  | ({ readonly type: 'run' } & FollowedRun)

/** Any page of the origin can tell anything; undefined for what is no news. */
export function readNews(value: unknown): ChatNews | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, runId, streamId } = value as Readonly<Record<string, unknown>>
  if (type === 'messages' || type === 'outbox') return { type }
  const isRun = type === 'run' && typeof runId === 'string' && typeof streamId === 'string'
  return isRun ? { type, runId, streamId } : undefined
}
