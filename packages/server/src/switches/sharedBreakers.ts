import { type Clock, type NewId, randomId } from '@millrace/protocol'
import { type Breaker, closedBreaker } from '../policy/breaker.ts'
import type { Breakers } from '../policy/withBreaker.ts'
import type { Redis, Script } from '../store/redis/createRedis.ts'
import { pairsOf } from './pairsOf.ts'

export interface SharedBreakersOptions {
  readonly clock: Clock
  readonly newId?: NewId
  /** How old what is known of other nodes may become, in milliseconds. Default 1,000. */
  readonly everyMs?: number
  /** For how long one node alone may look whether a provider is well again, in milliseconds. Default 30,000. */
  readonly leaseMs?: number
  /** Another node opened or closed a breaker. */
  readonly onLearned?: (key: string, breaker: Breaker) => void
}

/** What is shared of a breaker: that it is open, or closed again. What it counts is each node's own. */
type Shared =
  | { readonly state: 'closed'; readonly stamp: string }
  | {
      readonly state: 'open'
      readonly stamp: string
      readonly until: number
      readonly openMs: number
      readonly cause: 'failed' | 'quota'
    }

/** KEYS: breakers, lease. ARGV: breaker, what is told, who tells, how long all is kept. Who tells has looked. */
const tell: Script = {
  lua: `
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
if redis.call('GET', KEYS[2]) == ARGV[3] then redis.call('DEL', KEYS[2]) end`,
}

/** KEYS: breakers, lease. ARGV: breaker, known stamp, who looks, for how long. Gives news, or whether it may look. */
const look: Script = {
  lua: `
local told = redis.call('HGET', KEYS[1], ARGV[1])
if told and not string.find(told, ARGV[2], 1, true) then return { 'news', told } end
return { redis.call('SET', KEYS[2], ARGV[3], 'NX', 'PX', ARGV[4]) and 'look' or 'leave' }`,
}

/** How long Redis keeps what nobody changes, beyond the time that a breaker is open. */
const keepMs = 3_600_000
/** A breaker of another node is believed for so long: what says more is a mistake. */
const longestMs = 86_400_000

/**
 * Breakers of all nodes: each decides by what it knows itself, tells when one opens and closes, and takes over what
 * others tell. All of them are read at once, at most once in `everyMs`, when somebody asks. Whether an open one is well
 * again one node looks at a time. Without Redis each goes on alone.
 */
export function sharedBreakers(redis: Redis, options: SharedBreakersOptions): Breakers {
  const { clock, newId = randomId, everyMs = 1000, leaseMs = 30_000, onLearned } = options
  const node = newId()
  const all = redis.key('breakers')
  const leaseOf = (key: string): string => redis.key('breaker-lease', key)
  const breakers = new Map<string, Breaker>()
  /** What of each was last told or heard. Another stamp is news. */
  const stamps = new Map<string, string>()
  /** Told, but not heard. */
  const untold = new Set<string>()
  const looks = new Map<string, Promise<void>>()
  let told = 0
  let readAt = -Infinity
  let reading: Promise<void> | undefined

  async function publish(key: string, breaker: Breaker): Promise<void> {
    const stamp = `${node}.${++told}`
    stamps.set(key, stamp)
    untold.add(key)
    const call = {
      keys: [all, leaseOf(key)],
      args: [key, JSON.stringify(sharedOf(breaker, stamp)), node, keepMs + openForMs(breaker)],
    }
    try {
      await redis.run(tell, call)
      if (stamps.get(key) === stamp) untold.delete(key)
    } catch {
      // Redis tells of it itself; the next read tells the others.
    }
  }

  function openForMs(breaker: Breaker): number {
    return breaker.state === 'open' ? Math.max(0, breaker.until - clock.now()) : 0
  }

  /** Takes over what another node tells. Calls that began before tell nothing any more. */
  function learn(key: string, shared: Shared): void {
    stamps.set(key, shared.stamp)
    const mine = breakers.get(key) ?? closedBreaker
    if (shared.state === 'closed' && mine.state === 'closed') return
    const generation = mine.generation + 1
    const { stamp: _, ...state } = shared
    const breaker: Breaker =
      state.state === 'closed' ? { ...closedBreaker, generation } : { ...state, generation }
    breakers.set(key, breaker)
    onLearned?.(key, breaker)
  }

  async function read(): Promise<void> {
    readAt = clock.now()
    const before = new Map(stamps)
    try {
      const reply = await redis.command(['HGETALL', all])
      for (const [key, value] of pairsOf(reply)) {
        const shared = readShared(value, clock.now())
        // What was told here meanwhile is newer than what was read.
        const changed = stamps.get(key) !== before.get(key) || untold.has(key)
        if (shared === undefined || changed || shared.stamp === stamps.get(key)) continue
        learn(key, shared)
      }
      for (const key of untold) {
        const breaker = breakers.get(key) ?? closedBreaker
        // What comes of a look is told when it is over.
        if (breaker.state !== 'probing') void publish(key, breaker)
      }
    } catch {
      // Each goes on alone.
    }
  }

  /** Looks whether the provider is well again, unless another node does. */
  async function mayLook(key: string): Promise<void> {
    const keys = [all, leaseOf(key)]
    try {
      for (let mine; isDue((mine = breakers.get(key)));) {
        const known = JSON.stringify(stamps.get(key) ?? '')
        const args = [key, known, node, leaseMs]
        const [answer, value] = (await redis.run(look, { keys, args })) as readonly unknown[]
        const news = answer === 'news' ? readShared(value, clock.now()) : undefined
        if (news !== undefined) {
          learn(key, news)
          continue
        }
        // Another one does. Asked again soon: it may be gone.
        const another = answer === 'leave' && breakers.get(key) === mine
        if (another) breakers.set(key, { ...mine, until: clock.now() + everyMs })
        return
      }
    } catch {
      // Each looks for itself.
    }
  }

  function isDue(breaker: Breaker | undefined): breaker is Breaker & { readonly state: 'open' } {
    return breaker?.state === 'open' && clock.now() >= breaker.until
  }

  async function catchUp(key: string, isOld: boolean): Promise<void> {
    if (isOld) {
      reading ??= read().finally(() => (reading = undefined))
      await reading
    }
    if (!isDue(breakers.get(key))) return
    let looking = looks.get(key)
    if (looking === undefined) {
      looking = mayLook(key).finally(() => looks.delete(key))
      looks.set(key, looking)
    }
    await looking
  }

  return {
    get: (key) => breakers.get(key),
    set(key, breaker) {
      const before = breakers.get(key) ?? closedBreaker
      breakers.set(key, breaker)
      // That one node looks, the others learn from its lease: it may die of it.
      const isNews = breaker.state === 'open' || before.state !== 'closed'
      if (breaker.state !== 'probing' && isNews) void publish(key, breaker)
    },
    catchUp(key) {
      const isOld = reading !== undefined || Math.abs(clock.now() - readAt) >= everyMs
      return isOld || isDue(breakers.get(key)) ? catchUp(key, isOld) : undefined
    },
  }
}

function sharedOf(breaker: Breaker, stamp: string): Shared {
  if (breaker.state !== 'open') return { state: 'closed', stamp }
  const { state, until, openMs, cause } = breaker
  return { state, stamp, until, openMs, cause }
}

/** Undefined for what no node of ours has written. */
function readShared(value: unknown, now: number): Shared | undefined {
  let told: Partial<Record<string, unknown>> | null
  try {
    told = JSON.parse(String(value)) as typeof told
  } catch {
    return undefined
  }
  const { state, stamp, until, openMs, cause } = told ?? {}
  if (typeof stamp !== 'string') return undefined
  if (state === 'closed') return { state, stamp }
  const isOpen = state === 'open' && (cause === 'failed' || cause === 'quota')
  if (!isOpen || typeof until !== 'number' || typeof openMs !== 'number') return undefined
  return until - now <= longestMs ? { state, stamp, until, openMs, cause } : undefined
}
