/** How a breaker decides. All times in milliseconds. */
export interface BreakerLimits {
  /** Opens after so many failures in a row. Default 5. */
  readonly failuresInARow: number
  /** Or when so large a share failed of at least `callsAtLeast` within `windowMs`. Defaults 0.5, 10, 30,000. */
  readonly failureShare: number
  readonly callsAtLeast: number
  readonly windowMs: number
  /** How long it stays open at first, give or take a fifth. Default 30,000. */
  readonly openMs: number
  /** Doubled with each failed probe up to this. Default 300,000. */
  readonly maxOpenMs: number
  /** How long a provider without credit is left alone. Default 600,000. */
  readonly quotaMs: number
}

export const usualBreakerLimits: BreakerLimits = {
  failuresInARow: 5,
  failureShare: 0.5,
  callsAtLeast: 10,
  windowMs: 30_000,
  openMs: 30_000,
  maxOpenMs: 300_000,
  quotaMs: 600_000,
}

/** A breaker at one moment: plain data, so that it can be shared through a store. */
export type Breaker =
  | {
      readonly state: 'closed'
      readonly generation: number
      readonly inARow: number
      /** What came of the calls within the window, a tenth of it each, oldest first. */
      readonly slots: readonly Slot[]
    }
  | {
      readonly state: 'open'
      readonly generation: number
      readonly until: number
      readonly openMs: number
      /** What it opened for: those who are refused are told. */
      readonly cause: 'failed' | 'quota'
    }
  /** One call is let through to see; the others are refused. */
  | {
      readonly state: 'probing'
      readonly generation: number
      readonly openMs: number
      readonly cause: 'failed' | 'quota'
    }

export const closedBreaker: Breaker = { state: 'closed', generation: 0, inARow: 0, slots: [] }

/** Whether a call may be made now, and the breaker with that call in it. */
export function admit(
  breaker: Breaker,
  now: number,
): { readonly admitted: boolean; readonly breaker: Breaker } {
  if (breaker.state === 'closed') return { admitted: true, breaker }
  if (breaker.state === 'probing' || now < breaker.until) return { admitted: false, breaker }
  const { generation, openMs, cause } = breaker
  // A generation of its own: calls that began before no longer tell anything.
  return {
    admitted: true,
    breaker: { state: 'probing', generation: generation + 1, openMs, cause },
  }
}

/** What came of a call. `neither`: nothing that tells of the provider's health (a refusal, a stop). */
export type CallResult = 'ok' | 'failed' | 'quota' | 'neither'

/**
 * The breaker after a call of this generation settled.
 * @param jitter - From 0 to 1: spreads the times at which many open breakers look again.
 */
export function settle(
  breaker: Breaker,
  call: { readonly generation: number; readonly result: CallResult },
  at: { readonly now: number; readonly jitter: number },
  limits: BreakerLimits,
): Breaker {
  const { generation, result } = call
  const { now, jitter } = at
  if (generation !== breaker.generation || breaker.state === 'open') return breaker
  if (result === 'quota') return open(breaker, 'quota', limits.quotaMs, limits.openMs, now)
  if (breaker.state === 'probing') {
    if (result === 'ok') return { ...closedBreaker, generation: generation + 1 }
    // Nothing was learned: the next one may look at once.
    if (result === 'neither') return open(breaker, breaker.cause, 0, breaker.openMs, now)
    const openMs = Math.min(limits.maxOpenMs, breaker.openMs * 2)
    return open(breaker, 'failed', openMs * (0.8 + 0.4 * jitter), openMs, now)
  }
  if (result === 'neither') return breaker
  const failed = result === 'failed'
  const slots = counted(breaker.slots, failed, now, limits.windowMs)
  const inARow = failed ? breaker.inARow + 1 : 0
  const calls = slots.reduce((sum, slot) => sum + slot.calls, 0)
  const failures = slots.reduce((sum, slot) => sum + slot.failures, 0)
  const tooMany = calls >= limits.callsAtLeast && failures >= calls * limits.failureShare
  if (failed && (inARow >= limits.failuresInARow || tooMany)) {
    return open(breaker, 'failed', limits.openMs * (0.8 + 0.4 * jitter), limits.openMs, now)
  }
  return { state: 'closed', generation, inARow, slots }
}

/** Calls that began to settle at about the same time. */
interface Slot {
  readonly at: number
  readonly calls: number
  readonly failures: number
}

/** The slots within the window, with one more call in the last: ten of them however many calls there are. */
function counted(
  slots: readonly Slot[],
  failed: boolean,
  now: number,
  windowMs: number,
): readonly Slot[] {
  const recent = slots.filter(({ at }) => now - at < windowMs)
  const last = recent.at(-1)
  const failures = failed ? 1 : 0
  if (last === undefined || now - last.at >= windowMs / 10) {
    return [...recent, { at: now, calls: 1, failures }]
  }
  const more = { ...last, calls: last.calls + 1, failures: last.failures + failures }
  return recent.with(-1, more)
}

function open(
  { generation }: Breaker,
  cause: 'failed' | 'quota',
  forMs: number,
  openMs: number,
  now: number,
): Breaker {
  return { state: 'open', generation, until: now + Math.round(forMs), openMs, cause }
}
