import type { Identity } from '../access/identityOf.ts'

/** What was used, by day and by who asked whom. */
export interface UsageLog {
  /**
   * Adds to what is there. The same id once more, within ten minutes, adds nothing: it may be repeated.
   * @throws {ChatError} `unavailable` where the memory fails.
   */
  add(entry: UsageEntry): Promise<void>
  /**
   * What was used on one day, one row for each user, tenant, feature, provider and model.
   * @throws {ChatError} `unavailable`.
   */
  read(day: string): Promise<readonly UsageRow[]>
}

export interface UsageEntry {
  readonly id: string
  /** In UTC: `2026-08-21`. */
  readonly day: string
  readonly now: number
  readonly who: Identity
  readonly used: readonly Used[]
}

/** One request to a model, or one that a cache answered. */
export interface Used {
  readonly provider: string
  readonly model: string
  readonly counts: Partial<UsageCounts>
}

/** What is counted. Whole numbers; money in nano-dollars. */
export interface UsageCounts {
  /** How often a model was asked. */
  readonly requests: number
  /** How often a cache answered in its place. */
  readonly cacheHits: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Part of `outputTokens`. */
  readonly reasoningTokens: number
  /** Part of `inputTokens`. */
  readonly cachedInputTokens: number
  readonly costNano: number
  /** What the answers of the cache would have cost. */
  readonly savedNano: number
  /** Requests whose counts are our own. */
  readonly estimated: number
  /** Requests of which nobody knows what they cost: they are missing in `costNano`. */
  readonly unpriced: number
}

export const usageCounts: readonly (keyof UsageCounts)[] = [
  'requests',
  'cacheHits',
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
  'cachedInputTokens',
  'costNano',
  'savedNano',
  'estimated',
  'unpriced',
]

/** A name, `null` for who has none, `others` for all that there was no row left for. */
export type UsageName = string | null | typeof others

/** No name: what is put together because there were too many. */
export const others = 0

export interface UsageRow extends UsageCounts {
  readonly tenant: UsageName
  readonly user: UsageName
  readonly feature: UsageName
  readonly provider: string
  readonly model: string
}

/** As many rows a day holds by user; then users are put together, and after a tenth more, tenants and features. */
export const mostRows = 10_000
