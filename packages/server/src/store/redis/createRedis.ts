import { ChatError, type Clock } from '@millrace/protocol'
import { within } from '../../waiting/within.ts'
import type { RedisClient } from './RedisClient.ts'

/** Redis as the rooms of a store use it: names with one prefix, scripts, and an end to waiting. */
export interface Redis {
  /** A key of ours. All share one hash tag, so in a cluster they are one slot. */
  key(...names: readonly string[]): string
  /** @throws {ChatError} `unavailable` when Redis fails, does not answer in time, or with what cannot be read. */
  command<Reply = unknown>(
    args: readonly (string | number)[],
    options?: CallOptions<Reply>,
  ): Promise<Reply>
  /** Runs a script, which is one step for everybody else. @throws {ChatError} as `command`. */
  run<Reply = unknown>(
    script: Script,
    call: ScriptCall,
    options?: CallOptions<Reply>,
  ): Promise<Reply>
  /** How it is: what health says. */
  readonly health: RedisHealth
  /** How often it was called. */
  readonly calls: number
}

export interface CallOptions<Reply> {
  /** How long it may take, in milliseconds. Default 100. */
  readonly timeoutMs?: number
  /** Makes sense of what came. Where it throws, Redis has failed. Default: whatever it is. */
  readonly read?: (reply: unknown) => Reply
}

/** A Lua script. One object per script: it is sent once. */
export interface Script {
  readonly lua: string
}

export interface ScriptCall {
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
}

export interface RedisHealth {
  readonly status: 'ok' | 'failing'
  /** When it last failed, in milliseconds since the epoch. */
  readonly failedAt: number | undefined
}

export interface RedisOptions {
  /** In front of all keys. Default `millrace`. */
  readonly prefix?: string
  readonly clock: Clock
  /** Told when it begins to fail, and when it is well again. For the log. */
  readonly onChange?: (status: RedisHealth['status'], cause: unknown) => void
}

const usualTimeoutMs = 100
/** So many failures in a row, and it is left alone for a moment: nobody should wait for each of a request's steps. */
const failuresInARow = 3
const restMs = 1000

export function createRedis(client: RedisClient, options: RedisOptions): Redis {
  const { prefix = 'millrace', clock, onChange } = options
  const loaded = new Map<Script, Promise<string>>()
  let calls = 0
  let failures = 0
  let failedAt: number | undefined
  let restsUntil = 0

  function send(args: readonly (string | number)[]): Promise<unknown> {
    calls++
    const [name = '', ...rest] = args.map(String)
    return 'sendCommand' in client
      ? client.sendCommand([name, ...rest])
      : client.call(name, ...rest)
  }

  function failed(cause: unknown): ChatError {
    const wasWell = failures === 0
    failures++
    failedAt = clock.now()
    if (failures >= failuresInARow) restsUntil = failedAt + restMs
    if (wasWell) onChange?.('failing', cause)
    return new ChatError('unavailable', 'The store does not answer.', { retryable: true, cause })
  }

  function well(): void {
    if (failures > 0) onChange?.('ok', undefined)
    failures = 0
  }

  async function inTime<Reply>(
    work: () => Promise<unknown>,
    { timeoutMs = usualTimeoutMs, read }: CallOptions<Reply> = {},
  ): Promise<Reply> {
    if (clock.now() < restsUntil) {
      throw new ChatError('unavailable', 'The store does not answer.', { retryable: true })
    }
    try {
      const reply = await within(clock, timeoutMs, work(), 'Redis')
      // Who does not read it takes it as it is.
      const result = read === undefined ? (reply as Reply) : read(reply)
      well()
      return result
    } catch (thrown) {
      throw failed(thrown)
    }
  }

  async function shaOf(script: Script): Promise<string> {
    const known = loaded.get(script)
    if (known !== undefined) return await known
    const loading = send(['SCRIPT', 'LOAD', script.lua]).then(String)
    loaded.set(script, loading)
    loading.catch(() => loaded.delete(script))
    return await loading
  }

  async function runNow(script: Script, { keys, args }: ScriptCall): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args]
    try {
      return await send(['EVALSHA', await shaOf(script), ...rest])
    } catch (thrown) {
      // Redis was restarted, or another node answers.
      if (!String(thrown).includes('NOSCRIPT')) throw thrown
      return await send(['EVAL', script.lua, ...rest])
    }
  }

  return {
    key: (...names) => `{${prefix}}:${names.map(encodeURIComponent).join(':')}`,
    command: (args, call) => inTime(() => send(args), call),
    run: (script, call, callOptions) => inTime(() => runNow(script, call), callOptions),
    get health() {
      const status = failures === 0 ? 'ok' : 'failing'
      return { status, failedAt } as const
    },
    get calls() {
      return calls
    },
  }
}
