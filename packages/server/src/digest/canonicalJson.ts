/**
 * JSON with the keys of every object in order: equal values give equal texts, whatever a database or a client did to
 * the order of their keys. `undefined` is left out as in JSON.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner
    // Without a prototype: `__proto__` is a key like any other (T-70).
    const sorted = Object.create(null) as Record<string, unknown>
    for (const key of Object.keys(inner).toSorted()) sorted[key] = inner[key as never]
    return sorted
  })
}
