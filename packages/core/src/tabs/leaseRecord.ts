import type { Clock } from '@millrace/protocol'
import type { Records } from '../persistence/Records.ts'

/** Who has it, and for how long unless it is renewed. */
export interface Lease {
  readonly holder: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** How long a lease lasts, in milliseconds: for so long a tab that dies holds the others up. */
export const leaseMs = 5000

/** The record of a lease, as one who wants to hold it sees it. */
export interface LeaseRecord {
  /**
   * Makes it ours for its whole length if `mayBe` says so of what is there. In one step, for which `mayBe` may be asked
   * again.
   */
  take(mayBe: (lease: Lease | undefined) => boolean): Promise<Look>
  /** Takes it out where it is ours. */
  giveBack(): Promise<void>
  isOurs(lease: Lease | undefined): boolean
}

export type Look =
  | { readonly ours: true }
  | { readonly ours: false; readonly lease: Lease | undefined }

export function leaseRecord(
  name: string,
  holder: string,
  { records, clock }: { readonly records: Records; readonly clock: Clock },
): LeaseRecord {
  const key = `lease:${name}`
  const isOurs = (lease: Lease | undefined): boolean => lease?.holder === holder
  return {
    take: async (mayBe) =>
      await records.update<Look>([key], ([value]) => {
        const lease = readLease(value)
        if (!mayBe(lease)) return { write: new Map(), result: { ours: false, lease } }
        const until = clock.now() + leaseMs
        // Another number each time, whatever the clock does: those who watch it see that it lives.
        const next: Lease = { holder, until: until === lease?.until ? until + 1 : until }
        return { write: new Map([[key, next]]), result: { ours: true } }
      }),
    giveBack: async () =>
      await records.update([key], ([value]) => {
        const write = isOurs(readLease(value)) ? [[key, undefined] as const] : []
        return { write: new Map(write), result: undefined }
      }),
    isOurs,
  }
}

/** A lease as it is stored. Anything else there is none: it is free. */
function readLease(stored: unknown): Lease | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined
  if (!('holder' in stored) || !('until' in stored)) return undefined
  const { holder, until } = stored
  if (typeof holder !== 'string' || typeof until !== 'number') return undefined
  return Number.isFinite(until) ? { holder, until } : undefined
}
