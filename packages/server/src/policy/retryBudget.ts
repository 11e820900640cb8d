import type { Clock } from '@millrace/protocol'

/** Bounds the retries of a whole process: in an outage every client retrying is an outage of its own. */
export interface RetryBudget {
  /** A request came: a tenth of a retry is earned. */
  earn(): void
  /** Whether a retry may be made; it is spent then. */
  spend(): boolean
}

export interface RetryBudgetOptions {
  readonly clock: Clock
  /** Earned per request. Default 0.1: retries are a tenth of the requests. */
  readonly perRequest?: number
  /** Earned per second, whatever comes. Default 1. */
  readonly perSecond?: number
  /** Held at most, and at first. Default 10. */
  readonly most?: number
}

/** A token bucket: a function of what happened and when, no timer. */
export function retryBudget(options: RetryBudgetOptions): RetryBudget {
  const { clock, perRequest = 0.1, perSecond = 1, most = 10 } = options
  let held = most
  let at = clock.now()

  function settle(earned: number): void {
    const now = clock.now()
    held = Math.min(most, held + earned + (Math.max(0, now - at) / 1000) * perSecond)
    at = now
  }

  return {
    earn: () => settle(perRequest),
    spend() {
      settle(0)
      if (held < 1) return false
      held--
      return true
    },
  }
}
