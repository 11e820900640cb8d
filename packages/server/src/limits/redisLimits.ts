import type { Redis, Script } from '../store/redis/createRedis.ts'
import { countOf, listOf, unreadable } from '../store/redis/replies.ts'
import { inParts, skewMs } from './bucket.ts'
import { keepEmptyMs, type LimitStore } from './LimitStore.ts'

/**
 * `bucket.ts` and `repeats.ts` as one step. Keys: the buckets, then what is repeated, if anything. Arguments: now, how
 * far clocks differ, how long what never fills is kept, and for each bucket capacity, parts a millisecond, cost; for the
 * repeat times and time. Gives the longest wait (0 taken, -1 never) and the number of its key. A bucket that is full
 * again goes by itself, a while later: Redis has a clock of its own. What cannot be read is as good as nothing.
 */
const takeAll: Script = {
  lua: `
local now, skew, keep = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local count = math.floor((#ARGV - 3) / 3)
local levels, ats = {}, {}
local longest, by = 0, 0
local function mayWait(ms, key)
  if ms > longest then longest, by = ms, key end
end
for i = 1, count do
  local capacity, perMs, cost = tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2]), tonumber(ARGV[3 * i + 3])
  local level, at = capacity, now
  local kept = redis.call('GET', KEYS[i])
  if kept then
    local l, a = string.match(kept, '^(%d+) (%d+)$')
    if l and now - tonumber(a) >= -skew then
      at = math.max(now, tonumber(a))
      level = math.min(capacity, tonumber(l) + math.max(0, now - tonumber(a)) * perMs)
    end
  end
  levels[i], ats[i] = level, at
  if level < cost then
    if perMs == 0 then mayWait(math.huge, i) else mayWait(at - now + math.ceil((cost - level) / perMs), i) end
  end
end
local counted, times, within = {}, 0, 0
if #KEYS > count then
  times, within = tonumber(ARGV[#ARGV - 1]), tonumber(ARGV[#ARGV])
  for word in string.gmatch(redis.call('GET', KEYS[#KEYS]) or '', '%d+') do
    local at = tonumber(word)
    if math.abs(now - at) < within then counted[#counted + 1] = at end
  end
  table.sort(counted)
  local oldest = counted[#counted - times + 1]
  if oldest then mayWait(oldest + within - now, #KEYS) end
end
if longest == math.huge then return { -1, by } end
if longest > 0 then return { longest, by } end
for i = 1, count do
  local capacity, perMs, cost = tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2]), tonumber(ARGV[3 * i + 3])
  local level = levels[i] - cost
  local ttl = keep
  if perMs > 0 then ttl = math.min(keep, math.ceil((capacity - level) / perMs) + ats[i] - now + skew) end
  redis.call('SET', KEYS[i], string.format('%.0f %.0f', level, ats[i]), 'PX', string.format('%.0f', ttl))
end
if #KEYS > count then
  counted[#counted + 1] = now
  for i = 1, #counted do counted[i] = string.format('%.0f', counted[i]) end
  redis.call('SET', KEYS[#KEYS], table.concat(counted, ' '), 'PX', string.format('%.0f', within + skew))
end
return { 0, 0 }`,
}

/** Limits that all nodes of one Redis share. */
export function redisLimits(redis: Redis): LimitStore {
  return {
    async take(buckets, now, repeats) {
      const named = repeats === undefined ? buckets : [...buckets, repeats]
      const call = {
        keys: named.map(({ key }) => redis.key('limit', key)),
        args: [
          Math.floor(now),
          skewMs,
          keepEmptyMs,
          ...buckets.flatMap((bucket) => {
            const { capacity, perMs, cost } = inParts(bucket)
            return [capacity, perMs, cost]
          }),
          ...(repeats === undefined ? [] : [repeats.times, repeats.withinMs]),
        ],
      }
      return await redis.run(takeAll, call, {
        read(reply) {
          const [waitMs, by] = listOf(reply).map(countOf)
          if (waitMs === 0) return { taken: true }
          const longest = named[(by ?? 0) - 1]
          if (longest === undefined || waitMs === undefined || waitMs < -1) throw unreadable()
          return { taken: false, waitMs: waitMs === -1 ? Infinity : waitMs, key: longest.key }
        },
      })
    },
  }
}
