import { memoryLedger } from '../budget/memoryLedger.ts'
import { memoryCache } from '../cache/memoryCache.ts'
import { memoryUsage } from '../usage/memoryUsage.ts'
import { memoryLimits } from '../limits/memoryLimits.ts'
import { memorySwitch } from '../switches/memorySwitch.ts'
import type { OpenStore, Store } from './Store.ts'

/** The memory of this process: for one node. Others know nothing of it, and it is gone with the process. */
export function memoryStore(): Store {
  // Made once: routes that share a store share its memory.
  const ledger = memoryLedger()
  const usage = memoryUsage()
  const cache = memoryCache()
  const open: OpenStore = {
    runs: undefined,
    breakers: undefined,
    rateLimits: undefined,
    limits: memoryLimits(),
    stop: memorySwitch(),
    cache,
    ledger,
    usage,
    status: 'alone',
  }
  return { kind: 'memory', open: () => open }
}
