import type { Cancel, Clock } from '@millrace/protocol'

export interface RemovalsOptions {
  readonly clock: Clock
  readonly undoMs: number
  /** The time to bring it back is over. */
  readonly onOver: (id: string) => void
  /** Other ones wait, or for longer. */
  readonly onChange: () => void
}

/** Threads that are gone from the list and not deleted yet. */
export interface Removals {
  add(id: string): void
  /** Brings it back. Returns false for one that does not wait. */
  undo(id: string): boolean
  has(id: string): boolean
  /** When each is over, the one that came last first; undefined while time is held. */
  waiting(): readonly (readonly [id: string, until: number | undefined])[]
  /** Time stands still until what is returned is called. */
  hold(): () => void
  /** The time of all of them is over now. */
  endAll(): void
}

interface Waiting {
  /** How much time is left where it stands still, else when it is over. */
  leftMs: number
  until: number
  cancel: Cancel | undefined
}

export function createRemovals({ clock, undoMs, onOver, onChange }: RemovalsOptions): Removals {
  const removals = new Map<string, Waiting>()
  let holders = 0

  function start(id: string, one: Waiting): void {
    one.until = clock.now() + one.leftMs
    one.cancel = clock.schedule(() => end(id), one.leftMs)
  }

  function end(id: string): void {
    removals.get(id)?.cancel?.()
    if (removals.delete(id)) onOver(id)
  }

  return {
    add(id) {
      const one: Waiting = { leftMs: undoMs, until: 0, cancel: undefined }
      removals.set(id, one)
      if (holders === 0) start(id, one)
    },
    undo(id) {
      removals.get(id)?.cancel?.()
      return removals.delete(id)
    },
    has: (id) => removals.has(id),
    waiting: () =>
      [...removals]
        .map(([id, { until }]) => [id, holders > 0 ? undefined : until] as const)
        .toReversed(),
    hold() {
      holders++
      if (holders === 1) {
        for (const one of removals.values()) {
          one.cancel?.()
          one.cancel = undefined
          one.leftMs = Math.max(0, one.until - clock.now())
        }
        onChange()
      }
      let held = true
      return () => {
        if (!held) return
        held = false
        holders--
        if (holders > 0) return
        for (const [id, one] of removals) start(id, one)
        onChange()
      }
    },
    endAll() {
      for (const id of removals.keys()) end(id)
    },
  }
}
