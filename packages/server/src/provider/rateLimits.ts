/** What a provider says of its limits: how much is left, and when it is full again. */
export interface RateLimit {
  readonly remaining: number
  /** Milliseconds since the epoch. */
  readonly resetAt: number
}

/** Limits by kind: `requests`, `tokens`, `input-tokens`. */
export type RateLimits = ReadonlyMap<string, RateLimit>

/**
 * Reads `x-ratelimit-*` (OpenAI and what follows it: resets are durations) and `anthropic-ratelimit-*` (resets are
 * points in time) from the headers of any answer. A negative or unreadable figure is unknown, not exhausted: Azure
 * sends -1. So is a reset that is more than a day off.
 */
export function readRateLimits(headers: Headers, now: number): RateLimits {
  const limits = new Map<string, RateLimit>()
  for (const [name, value] of headers) {
    const openai = /^x-ratelimit-remaining-(.+)$/.exec(name)?.[1]
    const anthropic = /^anthropic-ratelimit-(.+)-remaining$/.exec(name)?.[1]
    const kind = openai ?? anthropic
    const remaining = /^\d{1,12}$/.test(value.trim()) ? Number(value) : Number.NaN
    if (kind === undefined || !(remaining >= 0)) continue
    const reset =
      openai === undefined
        ? Date.parse(headers.get(`anthropic-ratelimit-${kind}-reset`) ?? '')
        : now + durationMs(headers.get(`x-ratelimit-reset-${kind}`) ?? '')
    // Limits are told per minute, hour or day: what is further off is a mistake.
    if (reset - now <= dayMs) limits.set(kind, { remaining, resetAt: reset })
  }
  return limits
}

const dayMs = 86_400_000

/** `120ms`, `7.66s`, `6m30s`, `1h2m3s`; NaN for anything else. */
function durationMs(text: string): number {
  const parts = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/.exec(
    text,
  )
  if (parts === null || text === '') return Number.NaN
  const [, hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = parts
  return (
    Number(hours) * 3_600_000 +
    Number(minutes) * 60_000 +
    Math.round(Number(seconds) * 1000) +
    Number(milliseconds)
  )
}

/** When a request that may use so many tokens fits the limits: now, or when what it lacks is there again. */
export function fitsAt(limits: RateLimits, tokens: number, now: number): number {
  let at = now
  for (const [kind, { remaining, resetAt }] of limits) {
    if (resetAt <= now) continue
    const needed = kind.includes('token') ? tokens : 1
    if (remaining < needed) at = Math.max(at, resetAt)
  }
  return at
}

/** The limits with a request taken from them that has just gone out. */
export function taken(limits: RateLimits, tokens: number): RateLimits {
  const left = new Map<string, RateLimit>()
  for (const [kind, limit] of limits) {
    const used = kind.includes('token') ? tokens : 1
    left.set(kind, { ...limit, remaining: Math.max(0, limit.remaining - used) })
  }
  return left
}
