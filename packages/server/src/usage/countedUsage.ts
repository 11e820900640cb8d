import type { Usage } from '@millrace/protocol'

/** A turn by our own count, for what its provider does not tell. */
export interface OwnCount {
  readonly inputTokens: number
  readonly said: readonly string[]
  readonly count: (text: string) => number
}

/**
 * What a turn used: as its provider counted it, else completed by our own count and marked as an estimate. Undefined where
 * nothing was said or told: then it is not known whether the prompt was read at all.
 */
export function countedUsage(
  told: Usage | undefined,
  { inputTokens, said, count }: OwnCount,
): Usage | undefined {
  if (told?.inputTokens !== undefined && told.outputTokens !== undefined) return told
  if (told === undefined && said.length === 0) return undefined
  return { inputTokens, outputTokens: count(said.join('')), ...told, estimated: true }
}
