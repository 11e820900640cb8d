import { ChatError } from '@millrace/protocol'

/** What is wrong with a provider. */
export type Trouble =
  | 'none'
  /** 429: it takes the next question once `Retry-After` has passed. */
  | 'busy'
  /** 503, until it is over. */
  | 'outage'
  /** 429 for good: the account is empty. */
  | 'quota'

/** How long a busy provider asks to be left alone, in milliseconds. */
export const retryAfterMs = 3000

/** Says no as the real ones do. The route tells its users in words of its own. */
export function refusal(trouble: Exclude<Trouble, 'none'>, waitMs = retryAfterMs): ChatError {
  switch (trouble) {
    case 'busy':
      return new ChatError('rate_limit', 'Too many requests.', {
        retryable: true,
        retryAfterMs: waitMs,
        status: 429,
      })
    case 'outage':
      return new ChatError('overloaded', 'Service unavailable.', { retryable: true, status: 503 })
    case 'quota':
      return new ChatError('quota', 'The allowance is used up.', { status: 429 })
  }
}
