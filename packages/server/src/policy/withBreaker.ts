import { ChatError, type Clock, type ErrorCode, type Random, toChatError } from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import {
  admit,
  type Breaker,
  type BreakerLimits,
  type CallResult,
  closedBreaker,
  settle,
  usualBreakerLimits,
} from './breaker.ts'
import { isWord } from './opening.ts'
import { keyOf, type Policy, type Read } from './Policy.ts'

/** Where breakers live, by `keyOf` a provider. */
export interface Breakers {
  get(key: string): Breaker | undefined
  set(key: string, breaker: Breaker): void
  /** Waited for before a call: breakers that are shared hear of others then. Undefined: there is nothing to wait for. */
  catchUp?(key: string): Promise<void> | undefined
}

/**
 * Leaves a provider alone that keeps failing: calls fail at once as `overloaded`, with the time of the next look.
 * Failures are overload, server errors, timeouts and lost connections, in the middle of an answer too, once per
 * answer. A refusal or a stop tells nothing of its health.
 */
export function withBreaker(
  limits: Partial<BreakerLimits>,
  around: {
    readonly clock: Clock
    readonly random: Random
    readonly breakers: Breakers
    readonly onChange?: (provider: Provider, breaker: Breaker) => void
  },
): Policy {
  const { clock, random, breakers } = around
  const bounds = { ...usualBreakerLimits, ...limits }

  return (provider) => {
    const key = keyOf(provider)

    function write(before: Breaker, after: Breaker): void {
      if (after === before) return
      breakers.set(key, after)
      if (after.state !== before.state) around.onChange?.(provider, after)
    }

    async function* guarded(
      ...[request, options]: Parameters<Provider['stream']>
    ): AsyncGenerator<Read, void> {
      const behind = breakers.catchUp?.(key)
      if (behind !== undefined) await behind
      const before = breakers.get(key) ?? closedBreaker
      const { admitted, breaker } = admit(before, clock.now())
      write(before, breaker)
      if (!admitted) {
        yield [{ type: 'error', error: refusal(breaker, clock.now()) }]
        return
      }
      let { generation } = breaker
      let result: CallResult = 'neither'

      function report(told: CallResult): void {
        const now = breakers.get(key) ?? closedBreaker
        write(
          now,
          settle(now, { generation, result: told }, { now: clock.now(), jitter: random() }, bounds),
        )
      }

      let probes = breaker.state === 'probing'
      try {
        for await (const read of provider.stream(request, options)) {
          if (probes && read.some(isWord) && read.at(-1)?.type !== 'error') {
            // It speaks: others need not wait for the end of a long answer.
            probes = false
            report('ok')
            generation++
          }
          const last = read.at(-1)
          if (last?.type === 'error') result = resultOf(last.error.code)
          else if (last?.type === 'finish') result = 'ok'
          yield read
        }
      } catch (thrown) {
        if (!options.signal.aborted) result = resultOf(toChatError(thrown).code)
        throw thrown
      } finally {
        report(result)
      }
    }

    return { ...provider, stream: (...asked) => guarded(...asked) }
  }
}

function resultOf(code: ErrorCode): CallResult {
  switch (code) {
    case 'overloaded':
    case 'server_error':
    case 'timeout':
    case 'network':
    case 'incomplete_stream':
      return 'failed'
    case 'quota':
      return 'quota'
    default:
      return 'neither'
  }
}

function refusal(breaker: Breaker, now: number): ChatError {
  const retryAfterMs = breaker.state === 'open' ? breaker.until - now : undefined
  // Not retryable here: only the next provider, or the user later, may have more luck.
  const isQuota = breaker.state !== 'closed' && breaker.cause === 'quota'
  return isQuota
    ? new ChatError('quota', sentenceFor('quota'), { status: 429 })
    : new ChatError('overloaded', sentenceFor('overloaded'), { retryAfterMs, status: 503 })
}
