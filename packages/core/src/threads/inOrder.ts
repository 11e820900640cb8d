import type { StoredThread } from './Thread.ts'

/** As a list shows them: pinned ones first, each kind newest first. */
export function inOrder<T extends StoredThread>(threads: Iterable<T>): readonly T[] {
  return [...threads].toSorted(
    (one, other) => Number(other.pinned) - Number(one.pinned) || newestFirst(one, other),
  )
}

/** Those that were written to last first; of one moment always in the same order. */
export function newestFirst(one: StoredThread, other: StoredThread): number {
  return (
    other.updatedAt - one.updatedAt ||
    other.createdAt - one.createdAt ||
    (one.id < other.id ? -1 : Number(one.id > other.id))
  )
}
