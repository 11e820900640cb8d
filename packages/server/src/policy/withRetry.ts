import { type ChatError, type Clock, fullJitterMs, type Random, wait } from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'
import { handOver, type Opened, opening } from './opening.ts'
import type { Policy, Read } from './Policy.ts'
import type { RetryBudget } from './retryBudget.ts'

export interface RetryOptions {
  /** Tries in all, the first one included. Default 3; the most that is taken is 5. */
  readonly attempts?: number
  /** Full jitter from 0 to this, doubled per attempt. Default 1,000 ms. */
  readonly baseMs?: number
  /** Default 30,000 ms. */
  readonly capMs?: number
  /**
   * The longest `Retry-After` that is waited for. A longer one ends the tries: the next provider, or the user, is
   * told when. Default 60,000 ms.
   */
  readonly maxRetryAfterMs?: number
}

/**
 * Asks again after failures that may pass, as long as nothing was said. The sleep ends with the signal. A provider
 * that names a time is waited for that long; a process-wide budget keeps retries to a tenth of the requests.
 */
export function withRetry(
  options: RetryOptions,
  around: { readonly clock: Clock; readonly random: Random; readonly budget: RetryBudget },
): Policy {
  const { baseMs = 1000, capMs = 30_000, maxRetryAfterMs = 60_000 } = options
  const attempts = Math.min(5, Math.max(1, options.attempts ?? 3))
  const { clock, random, budget } = around

  /** How long to wait before the next try; undefined where there is none. */
  function waitAfter(attempt: number, { retryable, retryAfterMs }: ChatError): number | undefined {
    if (!retryable || attempt >= attempts) return undefined
    if (retryAfterMs !== undefined && retryAfterMs > maxRetryAfterMs) return undefined
    if (!budget.spend()) return undefined
    return retryAfterMs ?? fullJitterMs(attempt, { baseMs, capMs }, random)
  }

  return (provider) => {
    async function* tries(
      ...[request, { signal }]: Parameters<Provider['stream']>
    ): AsyncGenerator<Read, Extract<Opened, { ok: true }> | undefined> {
      budget.earn()
      for (let attempt = 1; ; attempt++) {
        const opened = yield* opening(provider, request, { signal })
        if (opened.ok) return opened
        const { error } = opened
        const waitMs = waitAfter(attempt, error)
        if (waitMs === undefined) {
          yield [{ type: 'error', error }]
          return undefined
        }
        const retryAt = clock.now() + waitMs
        const notice = {
          kind: 'retrying',
          code: error.code,
          attempt: attempt + 1,
          retryAt,
        } as const
        yield [{ type: 'notice', notice }]
        await wait(clock, waitMs, signal)
      }
    }
    return { ...provider, stream: (...asked) => handOver(tries(...asked)) }
  }
}
