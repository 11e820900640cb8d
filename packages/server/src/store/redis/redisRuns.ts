import type { Admission, Appended, FoundRun, RunEvents, RunName, RunStore } from '../RunStore.ts'
import type { Redis, Script } from './createRedis.ts'
import { countOf, listOf, oneOf, textOf } from './replies.ts'

export interface RedisRunsOptions {
  /** After how long without a sign of life a producer counts as dead, in milliseconds. Default 5,000. */
  readonly leaseMs?: number
  /** How long an answer can be read after its end, in milliseconds. Default 600,000. */
  readonly keepMs?: number
}

/** How long who reads is seen, in milliseconds. */
const readerMs = 3000
/** What runs longer than this without an end is nobody's any more. */
const longestRunMs = 3_600_000
/** How long an answer waits for what it says to be written, in milliseconds. */
const appendMs = 500
/** Events that are read at a time. */
const mostEvents = 500

// Entries are numbered like their events, one higher since Redis refuses 0-0. Who writes a number that is there already
// is refused: a producer that was taken for dead cannot go on.

/** KEYS: name, chat, halt. ARGV: keys of runs, signs and logs to be completed, stream, owner, chat, run, body, lease, keep. */
const admit: Script = {
  lua: `
local base, stream, owner, chat, run, body, lease, keep = unpack(ARGV)
local function told(status, id)
  local found = redis.call('HMGET', base .. 'run:' .. id, 'body', 'ended')
  local last = redis.call('XREVRANGE', base .. 'log:' .. id, '+', '-', 'COUNT', 1)
  return { status, id, found[1] or '', found[2] or '0', last[1] and last[1][1] or '0-0' }
end
if run ~= '' then
  local known = redis.call('GET', KEYS[1])
  if known then return told('known', known) end
end
local running = redis.call('GET', KEYS[2])
if running and redis.call('EXISTS', base .. 'alive:' .. running) == 1 then return told('busy', running) end
redis.call('HSET', base .. 'run:' .. stream, 'owner', owner, 'chat', chat, 'run', run, 'body', body, 'ended', '0')
redis.call('PEXPIRE', base .. 'run:' .. stream, keep)
redis.call('SET', base .. 'alive:' .. stream, '1', 'PX', lease)
redis.call('SET', KEYS[2], stream, 'PX', keep)
local halted = false
if run ~= '' then
  redis.call('SET', KEYS[1], stream, 'PX', keep)
  halted = redis.call('DEL', KEYS[3]) == 1
end
return { 'new', halted and 1 or 0 }`,
}

/** KEYS: run, alive, log, read, chat, name. ARGV: stream, first, ends, lease, keep, longest, events. */
const append: Script = {
  lua: `
local stream, first, ends, lease, keep, longest = unpack(ARGV, 1, 6)
local wish = redis.call('HGET', KEYS[1], 'stop') or ''
if redis.call('HGET', KEYS[1], 'ended') ~= '0' then return { 'fenced', wish } end
for at = 7, #ARGV do
  local added = redis.pcall('XADD', KEYS[3], string.format('%.0f', first + at - 6) .. '-0', 'e', ARGV[at])
  if type(added) == 'table' and added.err then return { 'fenced', wish } end
end
if ends == '1' then
  redis.call('HSET', KEYS[1], 'ended', '1')
  redis.call('DEL', KEYS[2])
  if redis.call('GET', KEYS[5]) == stream then redis.call('DEL', KEYS[5]) end
  for _, key in ipairs({ KEYS[1], KEYS[3], KEYS[6] }) do redis.call('PEXPIRE', key, keep) end
else
  redis.call('SET', KEYS[2], '1', 'PX', lease)
  redis.call('PEXPIRE', KEYS[3], longest)
end
return { 'ok', wish, redis.call('EXISTS', KEYS[4]) }`,
}

/** KEYS: run, alive, log, chat. ARGV: stream, first, keep, events. */
const bury: Script = {
  lua: `
local stream, first, keep = unpack(ARGV, 1, 3)
if redis.call('HGET', KEYS[1], 'ended') ~= '0' or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
for at = 4, #ARGV do
  local added = redis.pcall('XADD', KEYS[3], string.format('%.0f', first + at - 3) .. '-0', 'e', ARGV[at])
  if type(added) == 'table' and added.err then return 0 end
end
redis.call('HSET', KEYS[1], 'ended', '1')
if redis.call('GET', KEYS[4]) == stream then redis.call('DEL', KEYS[4]) end
redis.call('PEXPIRE', KEYS[1], keep)
redis.call('PEXPIRE', KEYS[3], keep)
return 1`,
}

/** KEYS: run, alive, log, read. ARGV: from, count, how long a reader is seen. */
const read: Script = {
  lua: `
local ended = redis.call('HGET', KEYS[1], 'ended')
if not ended then return { 'gone' } end
if ended == '0' then redis.call('SET', KEYS[4], '1', 'PX', ARGV[3]) end
local events = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[3], ARGV[1], '+', 'COUNT', ARGV[2])) do
  events[#events + 1] = entry[2][2]
end
return { ended, redis.call('EXISTS', KEYS[2]), events }`,
}

/** KEYS: run. ARGV: base, owner, chat. */
const find: Script = {
  lua: `
local base, stream, owner, chat = unpack(ARGV)
local found = redis.call('HMGET', base .. 'run:' .. stream, 'owner', 'chat', 'body', 'ended')
if found[1] ~= owner or found[2] ~= chat then return {} end
local last = redis.call('XREVRANGE', base .. 'log:' .. stream, '+', '-', 'COUNT', 1)
return { 'known', stream, found[3] or '', found[4] or '0', last[1] and last[1][1] or '0-0' }`,
}

/** KEYS: run. ARGV: wish. What has ended is not brought back. */
const stop: Script = {
  lua: `
local found = redis.call('HMGET', KEYS[1], 'ended', 'stop')
if found[1] == '0' and found[2] ~= 'removed' then redis.call('HSET', KEYS[1], 'stop', ARGV[1]) end`,
}

/** Answers in Redis Streams: written by one node, read by all, ended by any when their node is gone. */
export function redisRuns(redis: Redis, options: RedisRunsOptions = {}): RunStore {
  const { leaseMs = 5000, keepMs = 600_000 } = options
  const keepRunningMs = keepMs + longestRunMs
  const base = redis.key('')
  /** Where a running answer stands: asked for with every event. */
  const places = new Map<string, { readonly chat: string; readonly name: string }>()

  const chatKey = ({ owner, chatId }: RunName): string => redis.key('chat', owner, chatId)
  const nameKey = ({ owner, chatId, runId = '' }: RunName): string =>
    redis.key('name', owner, chatId, runId)
  const haltKey = ({ owner, chatId, runId = '' }: RunName): string =>
    redis.key('halt', owner, chatId, runId)
  const keyOf = (kind: 'run' | 'alive' | 'log' | 'read', streamId: string): string =>
    `${base}${kind}:${streamId}`

  async function write(
    streamId: string,
    first: number,
    events: readonly string[],
    ends: boolean,
  ): Promise<Appended> {
    const place = places.get(streamId) ?? { chat: keyOf('run', ''), name: keyOf('run', '') }
    const keys = [
      keyOf('run', streamId),
      keyOf('alive', streamId),
      keyOf('log', streamId),
      keyOf('read', streamId),
      place.chat,
      place.name,
    ]
    const args = [streamId, first, ends ? 1 : 0, leaseMs, keepMs, keepRunningMs, ...events]
    const appended = await redis.run(
      append,
      { keys, args },
      { timeoutMs: appendMs, read: readAppended },
    )
    if (ends || appended.fenced) places.delete(streamId)
    return appended
  }

  return {
    async admit(run) {
      const { streamId, owner, chatId, runId = '', bodyHash } = run
      const keys = [nameKey(run), chatKey(run), haltKey(run)]
      const args = [base, streamId, owner, chatId, runId, bodyHash, leaseMs, keepRunningMs]
      const admitted = await redis.run(admit, { keys, args }, { read: readAdmitted })
      if (admitted.status === 'new') {
        places.set(streamId, { chat: chatKey(run), name: nameKey(run) })
      }
      return admitted
    },
    async abandon(streamId) {
      const place = places.get(streamId)
      places.delete(streamId)
      const own = (['run', 'alive', 'log', 'read'] as const).map((kind) => keyOf(kind, streamId))
      await redis.command(['DEL', ...own, ...(place === undefined ? [] : [place.chat, place.name])])
    },
    append: write,
    renew: (streamId) => write(streamId, 0, [], false),
    async find(name) {
      const { owner, chatId, runId } = name
      const key = runId === undefined ? chatKey(name) : nameKey(name)
      const streamId =
        name.streamId ??
        (await redis.command(['GET', key], {
          read: (reply) => (reply === null ? undefined : textOf(reply)),
        }))
      if (streamId === undefined) return undefined
      const args = [base, streamId, owner, chatId]
      return await redis.run(
        find,
        { keys: [keyOf('run', streamId)], args },
        { read: (reply) => (listOf(reply).length === 0 ? undefined : readFound(listOf(reply))) },
      )
    },
    async read(streamId, after): Promise<RunEvents> {
      const keys = (['run', 'alive', 'log', 'read'] as const).map((kind) => keyOf(kind, streamId))
      const args = [`${after + 2}-0`, mostEvents, readerMs]
      return await redis.run(read, { keys, args }, { timeoutMs: 2000, read: readEvents })
    },
    async stop(streamId, wish) {
      await redis.run(stop, { keys: [keyOf('run', streamId)], args: [wish] })
    },
    async stopAhead(name) {
      await redis.command(['SET', haltKey(name), '1', 'PX', keepMs])
    },
    async bury(streamId, first, events) {
      const chat = await redis.command(['HMGET', keyOf('run', streamId), 'owner', 'chat'])
      const [owner, chatId] = Array.isArray(chat) ? chat.map(String) : ['', '']
      const keys = [
        keyOf('run', streamId),
        keyOf('alive', streamId),
        keyOf('log', streamId),
        redis.key('chat', owner ?? '', chatId ?? ''),
      ]
      return (await redis.run(bury, { keys, args: [streamId, first, keepMs, ...events] })) === 1
    },
  }
}

function readAdmitted(reply: unknown): Admission {
  const told = listOf(reply)
  const status = oneOf(told[0], 'new', 'known', 'busy')
  return status === 'new'
    ? { status, stopped: countOf(told[1]) === 1 }
    : { status, run: readFound(told) }
}

function readFound([, streamId, body, ended, last]: readonly unknown[]): FoundRun {
  return {
    streamId: textOf(streamId),
    bodyHash: textOf(body),
    ended: oneOf(ended, '0', '1') === '1',
    // The number of an entry is one more than that of its event.
    next: countOf(textOf(last).split('-')[0]),
  }
}

function readAppended(reply: unknown): Appended {
  const [status, wanted, isRead] = listOf(reply)
  const wish = oneOf(wanted, '', 'stopped', 'removed')
  const stop = wish === '' ? undefined : wish
  if (oneOf(status, 'ok', 'fenced') === 'fenced') return { fenced: true, stop, isRead: false }
  return { fenced: false, stop, isRead: countOf(isRead) === 1 }
}

function readEvents(reply: unknown): RunEvents {
  const [ended, alive, events] = listOf(reply)
  if (oneOf(ended, 'gone', '0', '1') === 'gone') return { events: [], ended: true, alive: false }
  const texts = listOf(events).map(textOf)
  return {
    events: texts,
    ended: ended === '1' && texts.length < mostEvents,
    alive: countOf(alive) === 1,
  }
}
