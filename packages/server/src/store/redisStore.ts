import { redisLedger } from '../budget/redisLedger.ts'
import { redisCache } from '../cache/redisCache.ts'
import { redisLimits } from '../limits/redisLimits.ts'
import { redisSwitch } from '../switches/redisSwitch.ts'
import { sharedBreakers } from '../switches/sharedBreakers.ts'
import { sharedRateLimits } from '../switches/sharedRateLimits.ts'
import { redisUsage } from '../usage/redisUsage.ts'
import { createRedis } from './redis/createRedis.ts'
import type { RedisClient } from './redis/RedisClient.ts'
import { redisRuns } from './redis/redisRuns.ts'
import type { Store } from './Store.ts'

export interface RedisStoreOptions {
  /** In front of all keys, in one hash tag: routes with one prefix are one. Default `millrace`. */
  readonly prefix?: string
  /** After how long without a sign of life the node of an answer counts as gone, in milliseconds. Default 5,000. */
  readonly leaseMs?: number
}

/** One Redis, from version 6.2 on, for all nodes: an answer that was begun on one goes on on any other. */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  return {
    kind: 'redis',
    open({ clock, keepMs, onChange }) {
      const { prefix, leaseMs } = options
      const redis = createRedis(client, {
        clock,
        onChange,
        ...(prefix === undefined ? {} : { prefix }),
      })
      return {
        runs: redisRuns(redis, { keepMs, ...(leaseMs === undefined ? {} : { leaseMs }) }),
        limits: redisLimits(redis),
        stop: redisSwitch(redis),
        breakers: sharedBreakers(redis, { clock }),
        rateLimits: sharedRateLimits(redis, { clock }),
        cache: redisCache(redis),
        ledger: redisLedger(redis),
        usage: redisUsage(redis),
        get status() {
          return redis.health.status
        },
      }
    },
  }
}
