/** Work that failed and is worth another try, oldest first. */
export interface Outbox {
  add(work: () => Promise<unknown>): void
  /** Does what waits, one after the other, until it is done or fails again. Never rejects. */
  flush(): Promise<void>
  readonly size: number
}

/** @param most - How much waits at most: the oldest goes for the newest. */
export function createOutbox(most: number): Outbox {
  const waiting = new Set<() => Promise<unknown>>()
  let flushing: Promise<void> | undefined

  async function doAll(): Promise<void> {
    for (const work of waiting) {
      try {
        await work()
      } catch {
        // Whoever put it here knows already, and it stays.
        return
      }
      waiting.delete(work)
    }
  }

  return {
    add(work) {
      waiting.add(work)
      const [oldest] = waiting
      if (waiting.size > most && oldest !== undefined) waiting.delete(oldest)
    },
    async flush() {
      if (waiting.size === 0) return
      flushing ??= doAll().finally(() => {
        flushing = undefined
      })
      await flushing
    },
    get size() {
      return waiting.size
    },
  }
}
