import type { Store } from './Store.ts'

/** The memory of this process: for one node. Others know nothing of it, and it is gone with the process. */
export function memoryStore(): Store {
  return { kind: 'memory', open: () => ({ runs: undefined, status: 'alone' }) }
}
