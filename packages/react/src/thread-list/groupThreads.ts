import type { Thread } from '@millrace/core'

/** Threads that stand together, and what is above them. */
export interface ThreadGroup {
  readonly kind: 'pinned' | 'today' | 'yesterday' | 'week' | 'month' | 'earlier' | 'all'
  /** The day of the first of them; of `earlier`, one of that month. */
  readonly day: string
  readonly threads: readonly Thread[]
}

const dayMs = 86_400_000

/**
 * A list as it is shown: pinned ones, those of today, of yesterday, of the 7 and the 30 days before, then month by month.
 * @param threads - Pinned ones first, each kind newest first.
 * @param today - As `2020-03-03`. Undefined where nobody knows what day it is: then all that are not pinned stand together.
 * @param dayOf - The day of a moment, as `today` is written.
 */
export function groupThreads(
  threads: readonly Thread[],
  today: string | undefined,
  dayOf: (time: number) => string,
): readonly ThreadGroup[] {
  const groups: (ThreadGroup & { readonly key: string; readonly threads: Thread[] })[] = []
  for (const thread of threads) {
    const day = dayOf(thread.updatedAt)
    const kind = thread.pinned ? 'pinned' : kindOf(day, today)
    const key = kind === 'earlier' ? day.slice(0, -3) : kind
    const last = groups.at(-1)
    if (last?.key === key) last.threads.push(thread)
    else groups.push({ key, kind, day, threads: [thread] })
  }
  return groups.map(({ key: _, ...group }) => group)
}

function kindOf(day: string, today: string | undefined): ThreadGroup['kind'] {
  if (today === undefined) return 'all'
  const days = (Date.parse(today) - Date.parse(day)) / dayMs
  // A clock that goes ahead writes to tomorrow.
  if (days <= 0) return 'today'
  if (days === 1) return 'yesterday'
  if (days <= 7) return 'week'
  return days <= 30 ? 'month' : 'earlier'
}
