/**
 * Where answers are kept, as texts. Whatever goes wrong with one is a miss: it may reject, be slow, and give back
 * anything at all.
 */
export interface CacheStore {
  /**
   * What is kept under a key and is fresh. Where nothing is, the first to ask gets the lead, for `leaseMs` or until it
   * writes or lets go: the others are told to wait for it.
   */
  open(key: string, opening: CacheOpening): Promise<CacheFound>
  /** Keeps a text, with its end in the same step, and gives the lead back. */
  write(key: string, entry: CacheEntry): Promise<void>
  /** Gives the lead back where it is still this holder's. */
  release(key: string, holder: string): Promise<void>
}

export interface CacheOpening {
  /** By the clock of who asks, in milliseconds since the epoch. */
  readonly now: number
  /** Who would lead. Nobody else has this name. */
  readonly holder: string
  readonly leaseMs: number
  /** Whether a text that is not fresh any more is of use. */
  readonly wantsStale: boolean
}

export type CacheFound =
  | { readonly state: 'fresh'; readonly text: string }
  | { readonly state: 'lead' | 'wait'; readonly stale: string | undefined }

export interface CacheEntry {
  readonly text: string
  readonly now: number
  /** Until when it is fresh, in milliseconds since the epoch. */
  readonly freshUntil: number
  /** How long it is kept after that, in milliseconds. */
  readonly staleMs: number
  readonly holder: string
}

/** What is longer is neither written nor read, in bytes of UTF-8. */
export const mostEntryBytes: number = 1024 * 1024
