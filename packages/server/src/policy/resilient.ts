import { type Clock, type Random, systemClock } from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'
import type { RateLimits } from '../provider/rateLimits.ts'
import type { Breaker, BreakerLimits } from './breaker.ts'
import { type Policy, withPolicies } from './Policy.ts'
import { type RetryBudget, retryBudget } from './retryBudget.ts'
import { type Breakers, withBreaker } from './withBreaker.ts'
import { type FailoverOptions, withFailover } from './withFailover.ts'
import { withRestart } from './withRestart.ts'
import { type RetryOptions, withRetry } from './withRetry.ts'
import { type KnownRateLimits, type ThrottleOptions, withThrottle } from './withThrottle.ts'
import { type TimeoutLimits, withTimeouts } from './withTimeouts.ts'

export interface ResilienceOptions extends FailoverOptions {
  /**
   * Whether an answer that breaks off after its first words is written anew by the next provider: what was shown is
   * taken back (`reset-step`, which the AI SDK's client knows from version 7 on) unless it called a tool. What broke
   * off may still be billed. Default false: the answer keeps what it has, and ends as interrupted.
   */
  readonly restart?: boolean
  /** How often a provider is asked before the next one is. `false`: once. */
  readonly retry?: RetryOptions | false
  /** When a provider that keeps failing is left alone. `false`: never. */
  readonly breaker?: Partial<BreakerLimits> | false
  /** Whether the limits that a provider tells are kept to. `false`: no. */
  readonly throttle?: ThrottleOptions | false
  readonly timeouts?: Partial<TimeoutLimits>
  /** Where breakers live: several nodes may share them. Default: here. */
  readonly breakers?: Breakers | undefined
  /** Where what providers tell of their limits lives. Default: here. */
  readonly rateLimits?: KnownRateLimits | undefined
  /** A breaker opened, looks again, or closed. */
  readonly onBreaker?: (provider: Provider, breaker: Breaker) => void
  readonly clock?: Clock
  readonly random?: Random
}

/** One budget per process: tests bring a clock of their own, and with it a budget. */
const budgets = new WeakMap<Clock, RetryBudget>()

/**
 * Several providers as one that survives: each behind timeouts, a throttle, a breaker and retries, the next one
 * asked when the first fails before a word. The order of the list is the order of asking.
 */
export function resilient(
  providers: readonly [Provider, ...Provider[]],
  options: ResilienceOptions = {},
): Provider {
  const { clock = systemClock, random = Math.random, onFailover, onBreaker, restart } = options
  const { retry = {}, breaker = {}, throttle = {}, timeouts = {} } = options
  const budget = budgets.get(clock) ?? retryBudget({ clock })
  budgets.set(clock, budget)
  const { breakers = new Map<string, Breaker>(), rateLimits = new Map<string, RateLimits>() } =
    options
  const around = { clock, random, budget, breakers, rateLimits }
  const watched = onBreaker === undefined ? around : { ...around, onChange: onBreaker }
  const policies: readonly Policy[] = [
    ...(retry === false ? [] : [withRetry(retry, around)]),
    ...(breaker === false ? [] : [withBreaker(breaker, watched)]),
    ...(throttle === false ? [] : [withThrottle(throttle, around)]),
    withTimeouts(timeouts, clock),
  ]
  const [first, ...others] = providers
  const guarded = [
    withPolicies(first, ...policies),
    ...others.map((other) => withPolicies(other, ...policies)),
  ] as const
  const inTurn = restart === true ? withRestart : withFailover
  return inTurn(guarded, onFailover === undefined ? {} : { onFailover })
}
