import { memoryLedger } from '../budget/memoryLedger.ts'
import { memoryCache } from '../cache/memoryCache.ts'
import { memoryUsage } from '../usage/memoryUsage.ts'
import type { Store } from './Store.ts'

/** The memory of this process: for one node. Others know nothing of it, and it is gone with the process. */
export function memoryStore(): Store {
  // Made once: routes that share a store share its memory.
  const ledger = memoryLedger()
  const usage = memoryUsage()
  const cache = memoryCache()
  const open = { runs: undefined, cache, ledger, usage, status: 'alone' } as const
  return { kind: 'memory', open: () => open }
}
