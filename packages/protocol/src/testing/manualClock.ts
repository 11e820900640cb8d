import type { Clock } from '../clock/Clock.ts'

export interface ManualClock extends Clock {
  /**
   * Moves time forward and runs what falls due, in order of its time. Promises get room to settle
   * before each task and at the end.
   */
  advance(byMs: number): Promise<void>
  /** How many tasks wait. Zero after a clean end. */
  readonly pending: number
}

/** A clock that stands still until told to move. */
export function manualClock(startMs = 0): ManualClock {
  let now = startMs
  let order = 0
  const tasks = new Map<number, { readonly at: number; readonly task: () => void }>()

  function nextDue(until: number): number | undefined {
    let found: number | undefined
    for (const [key, { at }] of tasks) {
      if (at > until) continue
      if (found === undefined || at < (tasks.get(found)?.at ?? Infinity)) found = key
    }
    return found
  }

  return {
    now: () => now,
    schedule(task, delayMs) {
      const key = order++
      tasks.set(key, { at: now + Math.max(0, delayMs), task })
      return () => void tasks.delete(key)
    },
    async advance(byMs) {
      const until = now + byMs
      await settle()
      for (let key = nextDue(until); key !== undefined; key = nextDue(until)) {
        const due = tasks.get(key)
        tasks.delete(key)
        if (due === undefined) continue
        now = Math.max(now, due.at)
        due.task()
        await settle()
      }
      now = until
    },
    get pending() {
      return tasks.size
    },
  }
}

/** Lets everything that is ready to run, run: promises, and what waits for the event loop's turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => queueTurn(resolve))
}

// A message port, not a timer: browsers hold nested timers back for 4 ms.
function queueTurn(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    resolve()
  }
  port2.postMessage(undefined)
}
