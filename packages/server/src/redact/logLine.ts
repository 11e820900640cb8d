import { escapeControls } from './escapeControls.ts'

/** A record as one line of JSON, whatever it holds. Never throws. */
export function logLine(record: unknown): string {
  // Within JSON such characters stand only in texts, where an escape means the same.
  return escapeControls(toJson(record))
}

function toJson(record: unknown): string {
  try {
    return JSON.stringify(record) ?? 'null'
  } catch {
    return JSON.stringify(plain(record, [])) ?? 'null'
  }
}

/** Records are flat. What nests deeper is not for a log. */
const maxDepth = 4

/** What can be had of a value that is no JSON. */
function plain(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value)
  // Called for its JSON, it would do once more what could not be done.
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return '[circular]'
  if (above.length === maxDepth) return '[nested]'
  const read = (key: string): unknown => {
    try {
      return plain(value[key as keyof typeof value], [...above, value])
    } catch {
      return '[unreadable]'
    }
  }
  try {
    const keys = Object.keys(value)
    return Array.isArray(value)
      ? keys.map(read)
      : Object.fromEntries(keys.map((key) => [key, read(key)]))
  } catch {
    return '[unreadable]'
  }
}
