import { constants } from 'node:os'
import process from 'node:process'
import type { Drain } from './createDrain.ts'

/** Marks our listeners, those of a second copy of this module too: they do not wait for each other. */
const ours = Symbol.for('@millrace/server/drain')

/** Weakly: a route that nobody holds any more has nothing to drain. */
const drains = new Map<NodeJS.Signals, Set<WeakRef<Drain>>>()

let draining = false

/**
 * Drains when one of the signals comes, and then lets the process end as it would have ended without us: by that
 * signal, unless somebody else listened for it when it came. A second signal ends at once. One listener for each signal
 * serves all routes of the process.
 */
export function drainOnSignals(drain: Drain, signals: readonly NodeJS.Signals[]): void {
  // Not everything that has `node:http` has signals.
  if (typeof process.prependListener !== 'function') return
  for (const signal of signals) {
    const known = drains.get(signal)
    // First in line: who else listens is seen before anybody who listens once is gone.
    if (known === undefined) process.prependListener(signal, onSignal)
    const others = [...(known ?? [])].filter((ref) => ![undefined, drain].includes(ref.deref()))
    drains.set(signal, new Set([...others, new WeakRef(drain)]))
  }
}

const onSignal = Object.assign(
  (signal: NodeJS.Signals): void => {
    const alone = process.listeners(signal).every(isOurs)
    if (draining) return end(signal, alone)
    draining = true
    const due = [...(drains.get(signal) ?? [])].flatMap((ref) => ref.deref() ?? [])
    void Promise.allSettled(due.map((drain) => drain.run())).then((results) => {
      draining = false
      for (const result of results) {
        if (result.status === 'rejected') process.emitWarning(result.reason as Error)
      }
      end(signal, alone)
    })
  },
  { [ours]: true },
)

function isOurs(listener: object): boolean {
  return ours in listener
}

/** @param alone - Whether nobody else listened. */
function end(signal: NodeJS.Signals, alone: boolean): void {
  process.off(signal, onSignal)
  drains.delete(signal)
  // Another copy of this module still drains, and ends the process after that.
  if (!alone || process.listeners(signal).some(isOurs)) return
  // The first process of a container gets no signal that it does not listen for, not even its own.
  if (process.pid === 1 && process.listenerCount(signal) === 0) {
    process.exit(128 + constants.signals[signal])
  }
  process.kill(process.pid, signal)
}
