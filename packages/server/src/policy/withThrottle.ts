import { ChatError, type Clock, wait } from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'
import { fitsAt, type RateLimits, readRateLimits, taken } from '../provider/rateLimits.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { keyOf, type Policy, type Read } from './Policy.ts'

export interface ThrottleOptions {
  /**
   * The longest that a request is held back for the provider's limits. What would take longer fails as
   * `rate_limit`, with the time, so that the next provider can be asked. Default 5,000 ms.
   */
  readonly maxWaitMs?: number
}

/** Where known limits live, by `keyOf` a provider. */
export interface KnownRateLimits {
  has(key: string): boolean
  get(key: string): RateLimits | undefined
  /** @param toldAt - When the provider told them; undefined for what is left of them after a request of ours. */
  set(key: string, limits: RateLimits, toldAt?: number): void
  /** Waited for before a call: limits that are shared hear of others then. Undefined: there is nothing to wait for. */
  catchUp?(key: string): Promise<void> | undefined
}

/**
 * Keeps to the limits that a provider tells in its answers (`x-ratelimit-*`), instead of running into its 429: a
 * request that would not fit waits for the reset, or leaves at once for somebody else.
 */
export function withThrottle(
  { maxWaitMs = 5000 }: ThrottleOptions,
  around: { readonly clock: Clock; readonly rateLimits: KnownRateLimits },
): Policy {
  const { clock, rateLimits } = around

  return (provider) => {
    const key = keyOf(provider)

    async function* heldBack(
      request: Parameters<Provider['stream']>[0],
      options: Parameters<Provider['stream']>[1],
      behind: Promise<void> | undefined,
    ): AsyncGenerator<Read, void> {
      if (behind !== undefined) await behind
      const tokens = (request.inputTokens ?? 0) + request.maxOutputTokens
      const latest = clock.now() + maxWaitMs
      for (;;) {
        const known = rateLimits.get(key)
        if (known === undefined) break
        const until = fitsAt(known, tokens, clock.now())
        const waitMs = until - clock.now()
        if (waitMs <= 0) {
          rateLimits.set(key, taken(known, tokens))
          break
        }
        if (until > latest) {
          const error = new ChatError('rate_limit', sentenceFor('rate_limit'), {
            retryAfterMs: waitMs,
            status: 429,
          })
          yield [{ type: 'error', error }]
          return
        }
        yield [{ type: 'notice', notice: { kind: 'limited', until } }]
        await wait(clock, waitMs, options.signal)
      }
      yield* stream(request, options)
    }

    function stream(...[request, options]: Parameters<Provider['stream']>): AsyncIterable<Read> {
      return provider.stream(request, {
        ...options,
        onHeaders(headers) {
          const told = readRateLimits(headers, clock.now())
          if (told.size > 0) rateLimits.set(key, told, clock.now())
          options.onHeaders?.(headers)
        },
      })
    }

    return {
      ...provider,
      // Nothing known, nothing held back: the usual case costs nothing per read.
      stream(request, options) {
        const behind = rateLimits.catchUp?.(key)
        return behind !== undefined || rateLimits.has(key)
          ? heldBack(request, options, behind)
          : stream(request, options)
      },
    }
  }
}
