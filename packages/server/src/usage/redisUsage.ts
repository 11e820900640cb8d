import type { Redis, Script } from '../store/redis/createRedis.ts'
import { countOf, listOf } from '../store/redis/replies.ts'
import { type Counts, noCounts } from './addCounts.ts'
import { readRow, rowsFor } from './rowsFor.ts'
import { mostRows, usageCounts, type UsageLog, type UsageRow } from './UsageLog.ts'

export interface RedisUsageOptions {
  /** Rows of a day by user. Default 10,000. */
  readonly maxRowsPerDay?: number
}

const keptMs = 400 * 24 * 60 * 60 * 1000
const repeatedWithinMs = 600_000
/** It reads much, and nobody waits for an answer meanwhile. */
const readTimeoutMs = 2000

/** Usage in Redis, for all nodes: a hash for each day, kept for 400 days. */
export function redisUsage(
  redis: Redis,
  { maxRowsPerDay = mostRows }: RedisUsageOptions = {},
): UsageLog {
  const keyOf = (day: string): string => redis.key('usage', 'day', day)

  return {
    async add({ id, day, who, used }) {
      const rows = used.map(({ provider, model, counts }) => [
        rowsFor(who, provider, model),
        // As texts: a number of JSON is a double in Lua.
        usageCounts.flatMap((name) => {
          const count = counts[name] ?? 0
          return count === 0 ? [] : [[name, String(count)]]
        }),
      ])
      await redis.run(add, {
        keys: [keyOf(day), redis.key('usage', 'written', id)],
        args: [JSON.stringify(rows), maxRowsPerDay, keptMs, repeatedWithinMs],
      })
    },

    async read(day) {
      const rows = new Map<string, Counts>()
      let cursor = '0'
      do {
        const [next, fields] = await redis.command(['HSCAN', keyOf(day), cursor, 'COUNT', 1000], {
          timeoutMs: readTimeoutMs,
          read: listOf,
        })
        readFields(listOf(fields), rows)
        cursor = String(next)
      } while (cursor !== '0')
      return [...rows].flatMap(([name, counts]): readonly UsageRow[] => {
        const row = readRow(name)
        return row === undefined ? [] : [{ ...row, ...counts }]
      })
    },
  }
}

/** Fields are `<count> <row>`, and `row <row>` for each row there is; `rows` says how many. */
const add: Script = {
  lua: `
if not redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[4]) then return 0 end
local day, most = KEYS[1], tonumber(ARGV[2])
for _, used in ipairs(cjson.decode(ARGV[1])) do
  local names, limits = used[1], { most, most * 1.1, math.huge }
  local rows = tonumber(redis.call('HGET', day, 'rows') or '0')
  local row
  for i = 1, 3 do
    if redis.call('HEXISTS', day, 'row ' .. names[i]) == 1 or rows < limits[i] then
      row = names[i]
      break
    end
  end
  if redis.call('HSETNX', day, 'row ' .. row, '1') == 1 then redis.call('HINCRBY', day, 'rows', 1) end
  for _, count in ipairs(used[2]) do redis.call('HINCRBY', day, count[1] .. ' ' .. row, count[2]) end
end
redis.call('PEXPIRE', day, ARGV[3])
return 1`,
}

/** A scan may bring a field more than once: the last one counts. */
function readFields(fields: readonly unknown[], rows: Map<string, Counts>): void {
  for (let index = 0; index < fields.length; index += 2) {
    const [, name = '', row = ''] = /^(\w+) (.*)$/su.exec(String(fields[index])) ?? []
    const known = usageCounts.find((one) => one === name)
    if (known === undefined && name !== 'row') continue
    const counts = rows.get(row) ?? noCounts()
    rows.set(row, counts)
    if (known !== undefined) counts[known] = countOf(fields[index + 1])
  }
}
