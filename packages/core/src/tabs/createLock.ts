import { type Clock, type NewId, type Random, randomId, systemClock } from '@millrace/protocol'
import type { Records } from '../persistence/Records.ts'
import { holdLease } from './holdLease.ts'

/** What one tab of this browser does at a time. */
export interface Lock {
  /**
   * Does the work once nobody else holds the lock, and holds it until the work has settled. The signal of the work aborts
   * when the lock was taken away from it, or `signal` aborts; what the work makes of it is the result all the same. A
   * hold within the work of another waits for ever. Rejects as the work does, or with the reason of `signal` while it
   * waits.
   */
  hold<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Result>
}

export interface LockOptions {
  /** Tabs with a lock of this name wait for each other. Must not begin with `-`: browsers keep that to themselves. */
  readonly name: string
  /** Where the lock is a record, in a browser that has no Web Locks. */
  readonly records: Records
  /** Default: `navigator.locks`. Without it, or with false, the lock is a lease in `records`. */
  readonly locks?: LockManager | false
  readonly clock?: Clock
  readonly newId?: NewId
  readonly random?: Random
}

/**
 * A lock over all tabs of this browser: of the browser's own (Web Locks), which frees it when a tab dies. In a browser
 * without them it is a lease that runs out after 5 s unless it is renewed: there a tab that slept may work on for a moment
 * beside its successor, until its signal aborts.
 */
export function createLock(options: LockOptions): Lock {
  const { name, records, clock = systemClock, newId = randomId, random = Math.random } = options
  const lease = { name, records, clock, newId, random }
  return {
    async hold(work, { signal } = {}) {
      const locks = options.locks ?? browserLocks()
      if (locks === undefined || locks === false) return await holdLease(work, lease, signal)
      const lost = new AbortController()
      let working: ReturnType<typeof work> | undefined
      try {
        return await locks.request(name, signal === undefined ? {} : { signal }, () => {
          working = startWork(work, lost.signal, signal)
          return working
        })
      } catch (cause) {
        if (working === undefined && isRefusal(cause)) return await holdLease(work, lease, signal)
        if (working === undefined) throw cause
        // The work failed, or somebody has stolen the lock from it.
        lost.abort(new DOMException(`The lock ${name} was taken away.`, 'AbortError'))
        return await working
      }
    },
  }
}

async function startWork<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  lost: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<Result> {
  return await work(signal === undefined ? lost : AbortSignal.any([lost, signal]))
}

function browserLocks(): LockManager | undefined {
  return typeof navigator !== 'undefined' && 'locks' in navigator ? navigator.locks : undefined
}

/** A frame without an origin of its own has no locks; nor has it a database that another tab could see. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'SecurityError'
}
