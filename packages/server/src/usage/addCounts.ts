import { type UsageCounts, usageCounts } from './UsageLog.ts'

/** Counts that grow. */
export type Counts = { -readonly [Name in keyof UsageCounts]: UsageCounts[Name] }

/** Adds what is there to a sum. */
export function addCounts(sum: Counts, counts: Partial<UsageCounts>): void {
  for (const name of usageCounts) sum[name] += counts[name] ?? 0
}

export function noCounts(): Counts {
  return {
    requests: 0,
    cacheHits: 0,
    inputTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    cachedInputTokens: 0,
    costNano: 0,
    savedNano: 0,
    estimated: 0,
    unpriced: 0,
  }
}
