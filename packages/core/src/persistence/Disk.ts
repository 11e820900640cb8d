import type { Mode, Step } from './Ledger.ts'
import type { PersistenceTrouble } from './Persistence.ts'

/** What a ledger is kept in. Rejects with a `DiskError` where it cannot, and with what a step throws. */
export interface Disk {
  /**
   * Makes steps as one: each sees what those before it have written, and all of it is kept, or nothing. Resolves to what
   * comes of `step`, the last of them.
   */
  make<Result>(mode: Mode, step: Step<Result>, before?: readonly Step<unknown>[]): Promise<Result>
  /** The keys that begin so, in order. */
  keys(prefix: string): Promise<readonly string[]>
  /** Takes all of it out. */
  clear(): Promise<void>
}

/** Why nothing could be kept, or read. */
export class DiskError extends Error {
  override readonly name: string = 'DiskError'
  readonly reason: PersistenceTrouble
  /** What was to be written. */
  readonly keys: readonly string[]

  constructor(reason: PersistenceTrouble, cause: unknown, keys: readonly string[] = []) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause })
    this.reason = reason
    this.keys = keys
  }
}
