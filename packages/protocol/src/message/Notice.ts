import type { ErrorCode } from '../error/ChatError.ts'

/**
 * News about an answer that is on its way, for the one who waits for it. Travels as a transient
 * `data-millrace-notice` part. Times are milliseconds since the epoch, by the server's clock.
 */
export type Notice =
  /** The provider failed; it is asked once more at `retryAt`. */
  | {
      readonly kind: 'retrying'
      readonly code: ErrorCode
      /** Which try comes: 2 is the second. */
      readonly attempt: number
      readonly retryAt: number
    }
  /** Another provider answers. */
  | {
      readonly kind: 'failed-over'
      readonly code: ErrorCode
      readonly provider: string
      readonly model: string
    }
  /** What was said is thrown away, and another provider begins anew: only where the route was told to. */
  | { readonly kind: 'started-over'; readonly code: ErrorCode }
  | { readonly kind: 'cached'; readonly createdAt: number }
  /** An automatic reply stands in for a model. */
  | { readonly kind: 'canned'; readonly reason: CannedReason }
  | { readonly kind: 'limited'; readonly until: number }
  | { readonly kind: 'quota'; readonly scope?: string }
  | { readonly kind: 'not-saved' }

/** Why an automatic reply stands in for a model. */
export type CannedReason = 'outage' | 'budget' | 'rate-limit' | 'policy'
