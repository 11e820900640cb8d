import { readRateLimits } from './rateLimits.ts'

/**
 * How long a provider asks to be left alone: `retry-after-ms`, else `retry-after` in seconds or as an HTTP
 * date, else the longest reset among limits of which exactly nothing remains. Undefined where it says
 * nothing usable. As it is said: whether to wait that long is for a policy.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const exact = headers.get('retry-after-ms')
  if (exact !== null && /^\d{1,12}(\.\d+)?$/.test(exact.trim())) return Number(exact)
  const after = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(after)) return Number(after) * 1000
  const date = /[a-z]/i.test(after) ? Date.parse(after) : Number.NaN
  if (date >= now) return date - now
  const resets = [...readRateLimits(headers, now).values()]
    .filter(({ remaining, resetAt }) => remaining === 0 && resetAt >= now)
    .map(({ resetAt }) => resetAt - now)
  return resets.length === 0 ? undefined : Math.max(...resets)
}
