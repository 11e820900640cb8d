import { memoryLedger } from '../budget/memoryLedger.ts'
import { memoryUsage } from '../usage/memoryUsage.ts'
import type { Store } from './Store.ts'

/** The memory of this process: for one node. Others know nothing of it, and it is gone with the process. */
export function memoryStore(): Store {
  // Made once: routes that share a store share its memory.
  const ledger = memoryLedger()
  const usage = memoryUsage()
  return { kind: 'memory', open: () => ({ runs: undefined, ledger, usage, status: 'alone' }) }
}
