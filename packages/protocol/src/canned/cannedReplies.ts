import type { ErrorCode } from '../error/ChatError.ts'
import type { CannedReason } from '../message/Notice.ts'

/** What is said where no model can speak: a text, or a function of when it may get better. */
export type CannedReplies = Readonly<
  Record<CannedReason, string | ((facts: { readonly retryAt: number | undefined }) => string)>
>

/** English, the default. */
export const cannedReplies: CannedReplies = {
  outage: 'The AI is taking a nap. Nothing you wrote is lost: please try again in a little while.',
  budget: 'The allowance for this chat is used up for now, so there is no answer from the AI.',
  'rate-limit': 'There is a lot to do right now. Please try again in a moment.',
  policy: 'The AI cannot answer this one.',
}

/** The automatic reply that fits a failure; undefined where none does and the error should be shown. */
export function cannedReasonFor(code: ErrorCode): CannedReason | undefined {
  switch (code) {
    case 'overloaded':
    case 'server_error':
    case 'timeout':
    case 'network':
    case 'unavailable':
      return 'outage'
    case 'quota':
      return 'budget'
    case 'rate_limit':
      return 'rate-limit'
    case 'content_policy':
      return 'policy'
    default:
      return undefined
  }
}
