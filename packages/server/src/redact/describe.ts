/** Anything thrown or sent, as one line for a log. Redact it before it goes there. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) {
    const cause = value.cause === undefined ? '' : ` (${describe(value.cause)})`
    return `${value.name}: ${value.message}${cause}`
  }
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return 'something that cannot be written down'
  }
}
