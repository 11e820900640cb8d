/**
 * Metadata merged key by key, as the AI SDK does it: objects within objects, anything else replaced,
 * `undefined` skipped. The names that reach a prototype are left out (T-70).
 */
export function mergeMetadata(base: unknown, addition: unknown): unknown {
  if (addition === undefined) return base
  if (!isPlain(base) || !isPlain(addition)) return addition
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(addition)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue
    if (value !== undefined) merged[key] = mergeMetadata(merged[key], value)
  }
  return merged
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
