import type { Clock } from '@millrace/protocol'
import type { Ledger } from '../budget/Ledger.ts'
import type { CacheStore } from '../cache/CacheStore.ts'
import type { LimitStore } from '../limits/LimitStore.ts'
import type { Breakers } from '../policy/withBreaker.ts'
import type { KnownRateLimits } from '../policy/withThrottle.ts'
import type { SwitchStore } from '../switches/SwitchStore.ts'
import type { UsageLog } from '../usage/UsageLog.ts'
import type { RunStore } from './RunStore.ts'

/** What the nodes of a route remember together: `memoryStore()` for one, `redisStore(client)` for many. */
export interface Store {
  readonly kind: 'memory' | 'redis'
  open(around: StoreAround): OpenStore
}

export interface StoreAround {
  readonly clock: Clock
  /** How long an answer can be read after its end, in milliseconds. */
  readonly keepMs: number
  /** It begins to fail, or is well again. */
  readonly onChange: (status: 'ok' | 'failing', cause: unknown) => void
}

export interface OpenStore {
  /** Answers that other nodes can read and stop; undefined where there are no others. */
  readonly runs: RunStore | undefined
  readonly limits: LimitStore
  readonly stop: SwitchStore
  /** Health and limits of providers, as far as nodes share them. */
  readonly breakers: Breakers | undefined
  readonly rateLimits: KnownRateLimits | undefined
  readonly cache: CacheStore
  readonly ledger: Ledger
  readonly usage: UsageLog
  /** How it is: `alone` where each process has one of its own. */
  readonly status: 'ok' | 'failing' | 'alone'
}
