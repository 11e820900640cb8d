import type { ErrorCode } from '@millrace/protocol'

/** What another provider would refuse as well, or must not be asked to let through. */
const final: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'aborted',
  'content_policy',
  'context_length',
  'invalid_request',
  'too_large',
  'turn_too_large',
])

/** Whether the next provider may be asked after this failure. Never to get around a refusal for content (T-60). */
export function mayFailover(code: ErrorCode): boolean {
  return !final.has(code)
}
