/** The fields of a hash of Redis: a list with one client, an object or a map with another. */
export function pairsOf(reply: unknown): Iterable<readonly [string, unknown]> {
  if (reply instanceof Map) return reply as Map<string, unknown>
  if (!Array.isArray(reply)) return Object.entries(reply ?? {})
  const pairs: [string, unknown][] = []
  for (let at = 0; at + 1 < reply.length; at += 2) pairs.push([String(reply[at]), reply[at + 1]])
  return pairs
}
