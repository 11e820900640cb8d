import type { Redis, Script } from '../store/redis/createRedis.ts'
import { countOf, listOf, unreadable } from '../store/redis/replies.ts'
import { type Ledger, mostLapsed, type Over, type Scope, type ScopeState } from './Ledger.ts'

/** How many names or scopes go into one command: others wait while it runs. */
const atOnce = 200

/**
 * A ledger in Redis, one for all nodes. A scope is a hash with its figures and what is held, and a sorted set of when
 * that expires; both go by themselves when nobody needs them any more. Times are those of the callers.
 */
export function redisLedger(redis: Redis): Ledger {
  const index = redis.key('budget')

  function keysOf(scopes: readonly Scope[]): readonly string[] {
    const keys = scopes.flatMap(({ name }) => [
      redis.key('budget', 'account', name),
      redis.key('budget', 'held', name),
    ])
    return [index, ...keys]
  }

  /** What a script must know of each scope. */
  function argsOf(scopes: readonly Scope[], now: number): readonly (string | number)[] {
    return scopes.flatMap(({ name, limitNano, softNano, keepUntil }) => [
      name,
      limitNano,
      softNano,
      Math.max(1, Math.ceil(keepUntil - now)),
    ])
  }

  return {
    async reserve({ id, scopes, amountNano, now, expiresAt }) {
      const keys = keysOf(scopes)
      const args = [now, id, amountNano, expiresAt, 0, ...argsOf(scopes, now)]
      const [over, reached] = await redis.run(reserve, { keys, args }, { read: listsOf })
      return { over: over.map((one) => readOver(scopes, one)), reached: namesAt(scopes, reached) }
    },

    async settle({ id, scopes, amountNano, estimatedNano = 0, unreserved = false, now }) {
      const keys = keysOf(scopes)
      const args = [now, id, amountNano, estimatedNano, unreserved ? 1 : 0, ...argsOf(scopes, now)]
      const [changed, reached] = await redis.run(settle, { keys, args }, { read: listsOf })
      return { known: changed.length > 0, reached: namesAt(scopes, reached) }
    },

    async read(scopes, now) {
      const states: ScopeState[] = []
      const names: string[] = []
      for (let start = 0; start < scopes.length; start += atOnce) {
        const some = scopes.slice(start, start + atOnce)
        const args = [now, '', 0, 0, 0, ...argsOf(some, now)]
        const [read, reached] = await redis.run(
          readAll,
          { keys: keysOf(some), args },
          { read: listsOf },
        )
        if (read.length !== some.length) throw unreadable()
        states.push(...read.map((figures) => readState(listOf(figures))))
        names.push(...namesAt(some, reached))
      }
      return { states, reached: names }
    },

    async names({ now, limit }) {
      const names = await redis.command(
        ['ZRANGEBYSCORE', index, `(${now}`, '+inf', 'LIMIT', 0, limit],
        { timeoutMs: 1000, read: listOf },
      )
      return names.map(String)
    },
  }
}

/**
 * What all three need. Figures are doubles in Lua, exact up to 2^53 nano-dollars ($9 million), and written out as whole
 * numbers: `tostring` would write 1e+15.
 */
const common = `
local now, id, amount = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local count = (#KEYS - 1) / 2
local reached = {}
local function whole(n) return string.format('%.0f', n) end
local function figure(account, name) return tonumber(redis.call('HGET', account, name) or '0') end
local function add(account, name, n)
  if n ~= 0 then redis.call('HINCRBY', account, name, whole(n)) end
end
local function scope(i)
  local at = 4 * i + 1
  return KEYS[2 * i], KEYS[2 * i + 1],
    { name = ARGV[at + 1], limit = tonumber(ARGV[at + 2]), soft = tonumber(ARGV[at + 3]), keepMs = ARGV[at + 4] }
end
local function lapse(account, held)
  for _, due in ipairs(redis.call('ZRANGEBYSCORE', held, '-inf', now, 'LIMIT', 0, 1000)) do
    local lost = figure(account, 'h:' .. due)
    add(account, 'reserved', 0 - lost)
    add(account, 'spent', lost)
    add(account, 'estimated', lost)
    redis.call('HDEL', account, 'h:' .. due)
    redis.call('ZREM', held, due)
    if redis.call('HLEN', account) < ${mostLapsed} then
      redis.call('HSET', account, 'l:' .. due, whole(lost))
    end
  end
end
local function keep(account, of)
  if redis.call('EXISTS', account) == 0 then
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
    redis.call('ZADD', KEYS[1], whole(now + tonumber(of.keepMs)), of.name)
    redis.call('PEXPIRE', KEYS[1], 3456000000)
    redis.call('HSET', account, 'spent', '0')
  end
  redis.call('PEXPIRE', account, of.keepMs)
end
local function reach(i, account, of)
  if figure(account, 'spent') >= of.soft and redis.call('HSETNX', account, 'reached', '1') == 1 then
    table.insert(reached, i - 1)
  end
end
`

/** What refuses, as `[index, spent, reserved, estimated, first]`; what is reached, as indexes. */
const reserve: Script = {
  lua: `${common}
local over = {}
local isHeld = false
for i = 1, count do
  local account, held, of = scope(i)
  lapse(account, held)
  reach(i, account, of)
  if redis.call('HEXISTS', account, 'h:' .. id) == 1 then isHeld = true end
end
if isHeld then return { over, reached } end
for i = 1, count do
  local account, held, of = scope(i)
  local spent, reserved = figure(account, 'spent'), figure(account, 'reserved')
  keep(account, of)
  if spent + reserved + amount > of.limit then
    local first = redis.call('HSETNX', account, 'refused', '1')
    table.insert(over, { i - 1, whole(spent), whole(reserved), whole(figure(account, 'estimated')), first })
  end
end
if #over > 0 then return { over, reached } end
for i = 1, count do
  local account, held, of = scope(i)
  add(account, 'reserved', amount)
  redis.call('HSET', account, 'h:' .. id, whole(amount))
  redis.call('ZADD', held, ARGV[4], id)
  redis.call('PEXPIRE', held, of.keepMs)
end
return { over, reached }`,
}

/** Which changed, and what is reached, as indexes. */
const settle: Script = {
  lua: `${common}
local estimated, unreserved = tonumber(ARGV[4]), ARGV[5] == '1'
local changed = {}
for i = 1, count do
  local account, held, of = scope(i)
  if unreserved then keep(account, of) end
  local isNew = redis.call('HEXISTS', account, 's:' .. id) == 0
  if isNew and unreserved and redis.call('HLEN', account) < ${mostLapsed} then
    redis.call('HSET', account, 's:' .. id, '1')
  end
  local reserved = redis.call('HGET', account, 'h:' .. id)
  local lapsed = redis.call('HGET', account, 'l:' .. id)
  if isNew and (reserved or lapsed or unreserved) then
    local before = tonumber(lapsed or '0')
    add(account, 'reserved', 0 - tonumber(reserved or '0'))
    add(account, 'spent', amount - before)
    add(account, 'estimated', estimated - before)
    redis.call('HDEL', account, 'h:' .. id, 'l:' .. id)
    redis.call('ZREM', held, id)
    table.insert(changed, i - 1)
    reach(i, account, of)
  end
end
return { changed, reached }`,
}

/** How they stand, as `[spent, reserved, estimated]`; what is reached, as indexes. */
const readAll: Script = {
  lua: `${common}
local states = {}
for i = 1, count do
  local account, held, of = scope(i)
  lapse(account, held)
  reach(i, account, of)
  table.insert(states, {
    whole(figure(account, 'spent')), whole(figure(account, 'reserved')), whole(figure(account, 'estimated'))
  })
end
return { states, reached }`,
}

function readOver(scopes: readonly Scope[], reply: unknown): Over {
  const [at, spent, reserved, estimated, first] = listOf(reply)
  const [name = ''] = namesAt(scopes, [at])
  return { name, ...readState([spent, reserved, estimated]), first: countOf(first) === 1 }
}

function readState([spent, reserved, estimated]: readonly unknown[]): ScopeState {
  return {
    spentNano: countOf(spent),
    reservedNano: countOf(reserved),
    estimatedNano: countOf(estimated),
  }
}

function namesAt(scopes: readonly Scope[], indexes: readonly unknown[]): readonly string[] {
  return indexes.map((at) => {
    const scope = scopes[countOf(at)]
    if (scope === undefined) throw unreadable()
    return scope.name
  })
}

function listsOf(reply: unknown): readonly [readonly unknown[], readonly unknown[]] {
  const [first, second] = listOf(reply)
  return [listOf(first), listOf(second)]
}
