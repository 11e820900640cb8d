import type { Clock } from '@millrace/protocol'
import type { KnownRateLimits } from '../policy/withThrottle.ts'
import type { RateLimit, RateLimits } from '../provider/rateLimits.ts'
import type { Redis, Script } from '../store/redis/createRedis.ts'
import { pairsOf } from './pairsOf.ts'

export interface SharedRateLimitsOptions {
  readonly clock: Clock
  /** How old what is known of other nodes may become, in milliseconds. Default 1,000. */
  readonly everyMs?: number
}

/** What a provider told, when, and what is left of it. */
interface Told {
  readonly toldAt: number
  readonly limits: RateLimits
}

/** KEYS: limits. ARGV: how long they are kept, then provider, when it was told, and limits of each. Gives what is newest of all. */
const exchange: Script = {
  lua: `
for i = 2, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  local at = known and tonumber(string.match(known, '^%d+')) or -1
  if tonumber(ARGV[i + 1]) > at then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2]) end
end
if #ARGV > 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return redis.call('HGETALL', KEYS[1])`,
}

/** No provider tells limits for longer. */
const dayMs = 86_400_000

/**
 * What providers tell of their limits, known to all nodes: the newest wins. It goes out and comes in with one command, at
 * most once in `everyMs`, before a request; what a provider tells meanwhile waits for the next. Without Redis each node
 * knows what it was told itself.
 */
export function sharedRateLimits(redis: Redis, options: SharedRateLimitsOptions): KnownRateLimits {
  const { clock, everyMs = 1000 } = options
  const all = redis.key('rate-limits')
  const known = new Map<string, Told>()
  const untold = new Set<string>()
  let exchangedAt = -Infinity
  let exchanging: Promise<void> | undefined

  async function exchangeAll(): Promise<void> {
    exchangedAt = clock.now()
    const telling = [...untold]
    untold.clear()
    const args = telling.flatMap((key) => {
      const told = known.get(key)
      return told === undefined ? [] : [key, told.toldAt, JSON.stringify([...told.limits])]
    })
    try {
      const reply = await redis.run(exchange, { keys: [all], args: [dayMs, ...args] })
      for (const [key, value] of pairsOf(reply)) {
        const told = readTold(value, clock.now())
        if (told === undefined || told.toldAt <= (known.get(key)?.toldAt ?? -1)) continue
        known.set(key, told)
      }
    } catch {
      for (const key of telling) untold.add(key)
    }
  }

  function isOld(): boolean {
    return Math.abs(clock.now() - exchangedAt) >= everyMs
  }

  function exchangeNow(): Promise<void> {
    exchanging ??= exchangeAll().finally(() => (exchanging = undefined))
    return exchanging
  }

  return {
    has: (key) => known.has(key),
    get: (key) => known.get(key)?.limits,
    set(key, limits, toldAt) {
      const at = toldAt ?? known.get(key)?.toldAt
      if (at === undefined) return
      known.set(key, { toldAt: Math.floor(at), limits })
      if (toldAt === undefined) return
      untold.add(key)
      if (isOld()) void exchangeNow()
    },
    catchUp: () => (isOld() || exchanging !== undefined ? exchangeNow() : undefined),
  }
}

/** Undefined for what no node of ours has written. Who waits for what is further off than a day waits for a mistake. */
function readTold(value: unknown, now: number): Told | undefined {
  const [, at, json = ''] = /^(\d+) (.*)$/s.exec(String(value)) ?? []
  let pairs: unknown
  try {
    pairs = JSON.parse(json)
  } catch {
    return undefined
  }
  const toldAt = Number(at)
  if (!Array.isArray(pairs) || !(toldAt <= now + dayMs)) return undefined
  const limits = new Map<string, RateLimit>()
  for (const pair of pairs as readonly unknown[]) {
    const [kind, limit] = Array.isArray(pair) ? (pair as readonly unknown[]) : []
    const { remaining, resetAt } = (limit ?? {}) as Partial<Record<string, unknown>>
    if (typeof kind !== 'string' || typeof remaining !== 'number') return undefined
    if (typeof resetAt !== 'number' || resetAt - now > dayMs) return undefined
    limits.set(kind, { remaining, resetAt })
  }
  return { toldAt, limits }
}
