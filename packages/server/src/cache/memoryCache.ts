import type { CacheStore } from './CacheStore.ts'

interface Kept {
  readonly text: string
  readonly freshUntil: number
  readonly keptUntil: number
  readonly bytes: number
}

interface Lease {
  readonly holder: string
  readonly until: number
}

/** What an entry needs beside its texts. */
const entryBytes = 200
/** Leads that were neither written nor given back; each is over by itself. */
const mostLeases = 10_000

/**
 * Answers in the memory of this process. What was not asked for the longest goes first.
 * @param options.maxBytes - How much all of them may take, by the length of their texts. Default 64 MiB.
 * @throws {RangeError} for a size that is none.
 */
export function memoryCache({
  maxBytes = 64 * 1024 * 1024,
}: { readonly maxBytes?: number } = {}): CacheStore {
  if (!(maxBytes >= 0)) throw new RangeError('maxBytes is a number of bytes, 0 or more.')
  /** In the order of their last use. */
  const kept = new Map<string, Kept>()
  const leases = new Map<string, Lease>()
  let bytes = 0

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }

  function use(key: string, now: number): Kept | undefined {
    const found = kept.get(key)
    if (found === undefined) return undefined
    if (now >= found.keptUntil) {
      drop(key)
      return undefined
    }
    kept.delete(key)
    kept.set(key, found)
    return found
  }

  function lead(key: string, holder: string, now: number, leaseMs: number): boolean {
    const lease = leases.get(key)
    // A clock that jumped back must not make a lease longer.
    if (lease !== undefined && now < lease.until && lease.until - now <= leaseMs) return false
    leases.delete(key)
    leases.set(key, { holder, until: now + leaseMs })
    const [oldest] = leases.keys()
    if (leases.size > mostLeases && oldest !== undefined) leases.delete(oldest)
    return true
  }

  function release(key: string, holder: string): void {
    if (leases.get(key)?.holder === holder) leases.delete(key)
  }

  return {
    async open(key, { now, holder, leaseMs, wantsStale }) {
      const found = use(key, now)
      if (found !== undefined && now < found.freshUntil) return { state: 'fresh', text: found.text }
      const stale = wantsStale ? found?.text : undefined
      return { state: lead(key, holder, now, leaseMs) ? 'lead' : 'wait', stale }
    },
    async write(key, { text, freshUntil, staleMs, holder }) {
      release(key, holder)
      drop(key)
      // A string takes up to two bytes for each of its units.
      const size = 2 * (text.length + key.length) + entryBytes
      if (size > maxBytes) return
      kept.set(key, { text, freshUntil, keptUntil: freshUntil + staleMs, bytes: size })
      bytes += size
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
    async release(key, holder) {
      release(key, holder)
    },
  }
}
