import type { Clock } from '@millrace/protocol'
import { databaseVersion as version } from './databaseOf.ts'
import type { Disk } from './Disk.ts'
import { metaKey } from './idbDisk.ts'
import { giveUp } from './giveUp.ts'
import { missing, unchanged } from './Ledger.ts'

export interface RetentionOptions {
  readonly disk: Disk
  readonly clock: Clock
  /** undefined: nothing goes. */
  readonly retentionDays: number | undefined
  readonly onReport: (reason: string) => void
}

const dayMs = 86_400_000

/** Makes what gives up old conversations when it is time for that: at first, and once a day in all tabs together. */
export function createRetention(options: RetentionOptions): () => Promise<void> {
  const { disk, clock, retentionDays, onReport } = options
  let lookedAt = -Infinity

  return async () => {
    const now = clock.now()
    // A clock may be put back.
    if (retentionDays === undefined || Math.abs(now - lookedAt) < dayMs) return
    lookedAt = now
    try {
      if (!(await isDue(disk, now))) return
      const before = now - retentionDays * dayMs
      await giveUp({
        disk,
        onReport,
        mayGo: (_, updatedAt) => updatedAt < before,
        mayDraftGo: (savedAt) => savedAt < before,
        mayRunGo: true,
      })
      await disk.make('write', () => {
        return { write: new Map([[metaKey, { version, retainedAt: now }]]), result: undefined }
      })
    } catch {
      // Whoever comes next meets the same trouble, and says so.
    }
  }
}

function isDue(disk: Disk, now: number): Promise<boolean> {
  return disk.make('read', (known) => {
    const needs = missing(known, [metaKey])
    if (needs !== undefined) return needs
    const { retainedAt } = Object(known.get(metaKey)) as { readonly retainedAt?: unknown }
    return unchanged(typeof retainedAt !== 'number' || Math.abs(now - retainedAt) >= dayMs)
  })
}
