/** Anything thrown or sent, as one text for a log. Redact it before it goes there. Never throws. */
export function describe(value: unknown): string {
  try {
    return described(value, 0)
  } catch {
    return 'something that cannot be written down'
  }
}

/** Causes may go in a circle. */
const mostCauses = 8

function described(value: unknown, depth: number): string {
  if (typeof value === 'string') return value
  if (!(value instanceof Error)) return JSON.stringify(value) ?? ''
  const { name, message, cause } = value
  if (cause === undefined || depth === mostCauses) return `${name}: ${message}`
  return `${name}: ${message} (${described(cause, depth + 1)})`
}
