import {
  type CannedReplies,
  cannedReasonFor,
  type ErrorInfo,
  type Message,
} from '@millrace/protocol'

/**
 * The answer that is given here where the server cannot be reached, as the route would give it where no model can be;
 * undefined where the failure is to be shown as one.
 */
export function cannedAnswer<M extends Message>(
  { code, retryAfterMs }: ErrorInfo,
  replies: Pick<CannedReplies, 'outage'> | undefined,
  {
    id,
    question,
    now,
  }: { readonly id: string; readonly question: M | undefined; readonly now: number },
): M | undefined {
  if (replies === undefined || question === undefined) return undefined
  if (cannedReasonFor(code) !== 'outage') return undefined
  const { outage } = replies
  const retryAt = retryAfterMs === undefined ? undefined : now + retryAfterMs
  const text = typeof outage === 'string' ? outage : outage({ retryAt })
  const facts = {
    parentId: question.id,
    canned: 'outage',
    finishReason: 'stop',
    timings: { createdAt: now },
  }
  return {
    id,
    role: 'assistant',
    parts: [{ type: 'text', text, state: 'done' }],
    metadata: { millrace: facts },
  } as unknown as M
}
