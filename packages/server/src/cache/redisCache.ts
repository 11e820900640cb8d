import type { Redis, Script } from '../store/redis/createRedis.ts'
import { listOf, oneOf } from '../store/redis/replies.ts'
import { type CacheFound, type CacheStore, mostEntryBytes } from './CacheStore.ts'

/** Before each text stands until when it is fresh, so that one script can tell. */
const openScript: Script = {
  lua: `
local value
if redis.call('TYPE', KEYS[1]).ok == 'string' and redis.call('STRLEN', KEYS[1]) <= tonumber(ARGV[5]) then
  value = redis.call('GET', KEYS[1])
end
local freshUntil = value and tonumber(string.match(value, '^(%d+):'))
if freshUntil and freshUntil > tonumber(ARGV[1]) then return {'fresh', value} end
local led = redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', ARGV[3])
return {led and 'lead' or 'wait', ARGV[4] == '1' and freshUntil and value or ''}`,
}

const writeScript: Script = {
  lua: `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if redis.call('GET', KEYS[2]) == ARGV[3] then redis.call('DEL', KEYS[2]) end
return 1`,
}

const releaseScript: Script = {
  lua: `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`,
}

/** Answers in Redis, shared by all nodes. One call to look, one to keep. */
export function redisCache(redis: Redis): CacheStore {
  const valueOf = (key: string): string => redis.key('cache', key)
  const leaseOf = (key: string): string => redis.key('cache-lead', key)
  return {
    async open(key, { now, holder, leaseMs, wantsStale }) {
      const call = {
        keys: [valueOf(key), leaseOf(key)],
        args: [now, holder, Math.max(1, Math.ceil(leaseMs)), wantsStale ? 1 : 0, longest],
      }
      return await redis.run(openScript, call, { read: readFound })
    },
    async write(key, { text, now, freshUntil, staleMs, holder }) {
      const keptMs = Math.ceil(freshUntil + staleMs - now)
      if (keptMs < 1) return
      await redis.run(writeScript, {
        keys: [valueOf(key), leaseOf(key)],
        args: [`${Math.ceil(freshUntil)}:${text}`, keptMs, holder],
      })
    },
    async release(key, holder) {
      await redis.run(releaseScript, { keys: [leaseOf(key)], args: [holder] })
    },
  }
}

/** A text and what stands before it. */
const longest = mostEntryBytes + 20

/** A value that cannot be read is a miss. */
function readFound(reply: unknown): CacheFound {
  const [told, value] = listOf(reply)
  const state = oneOf(told, 'fresh', 'wait', 'lead')
  const text = typeof value === 'string' ? textOf(value) : undefined
  if (state === 'fresh' && text !== undefined) return { state, text }
  return { state: state === 'wait' ? 'wait' : 'lead', stale: text }
}

function textOf(value: string): string | undefined {
  const colon = value.indexOf(':')
  return colon < 0 || value.length > longest ? undefined : value.slice(colon + 1)
}
