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
  const resets: number[] = []
  for (const [name, value] of headers) {
    const limit = /^(x|anthropic)-ratelimit-(?:remaining-)?(.+?)(?:-remaining)?$/.exec(name)
    if (limit === null || !name.includes('remaining') || value.trim() !== '0') continue
    const [, vendor = '', kind = ''] = limit
    const reset =
      vendor === 'x'
        ? durationMs(headers.get(`x-ratelimit-reset-${kind}`) ?? '')
        : Date.parse(headers.get(`anthropic-ratelimit-${kind}-reset`) ?? '') - now
    if (reset >= 0) resets.push(reset)
  }
  return resets.length === 0 ? undefined : Math.max(...resets)
}

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
