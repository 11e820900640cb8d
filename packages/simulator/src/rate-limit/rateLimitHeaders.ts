import type { ShapeName } from '../shapes/Shape.ts'
import type { Standings } from './Standing.ts'

/**
 * The headers in which a vendor says how limits stand: `x-ratelimit-…` with durations, or Anthropic's
 * with points in time. Servers of one's own have none.
 * @param now - In ms since 1970.
 */
export function rateLimitHeaders(
  standings: Standings,
  shape: ShapeName,
  now: number,
): Readonly<Record<string, string>> {
  if (shape === 'ollama' || shape === 'vllm') return {}
  const headers: Record<string, string> = {}
  for (const what of ['requests', 'tokens'] as const) {
    const standing = standings[what]
    if (standing === undefined) continue
    const { limit, remaining, resetMs } = standing
    const reset =
      shape === 'anthropic' ? new Date(now + resetMs).toISOString() : durationOf(resetMs)
    for (const [name, value] of Object.entries({ limit, remaining, reset })) {
      headers[
        shape === 'anthropic'
          ? `anthropic-ratelimit-${what}-${name}`
          : `x-ratelimit-${name}-${what}`
      ] = String(value)
    }
  }
  return headers
}

/** As OpenAI writes it: `120ms`, `7.66s`, `6m0s`, `1h2m3s`. */
function durationOf(ms: number): string {
  if (ms < 1000) return `${ms}ms`
  if (ms < 60_000) return `${ms / 1000}s`
  const seconds = Math.ceil(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return `${hours === 0 ? '' : `${hours}h`}${minutes % 60}m${seconds % 60}s`
}
