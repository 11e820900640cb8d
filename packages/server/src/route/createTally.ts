import { type Facts, sumUsage, type Usage } from '@millrace/protocol'
import { countedUsage } from '../usage/countedUsage.ts'
import type { AnsweredBy } from './AnsweredBy.ts'
import type { Asked } from './createAsking.ts'
import type { ChunkWriter } from './createChunkWriter.ts'

/** What an answer has used, turn by turn, for the one who reads it. */
export interface Tally {
  /** A turn is over: as its provider counted it, else by our own count of what was asked and said. */
  count(asked: Asked, said: ChunkWriter, by: AnsweredBy): void
  /** What this answer used. */
  readonly used: Usage | undefined
  /** And what the message used in all, for its facts. */
  readonly facts: Pick<Facts, 'usage'>
}

/** @param before - What the message had used before, where it goes on. */
export function createTally(before: Usage | undefined): Tally {
  const turns: Usage[] = []

  return {
    count({ inputTokens, tokens, learn }, { usage, said }, by) {
      if (usage?.inputTokens !== undefined) learn(usage.inputTokens, by)
      const count = (text: string): number => tokens.count(text)
      const counted = countedUsage(usage, { inputTokens, said, count })
      if (counted !== undefined) turns.push(counted)
    },
    get used() {
      return sumOf(turns)
    },
    get facts() {
      const usage = sumOf(before === undefined ? turns : [before, ...turns])
      return usage === undefined ? {} : { usage }
    },
  }
}

/** One alone is told as it is: a sum has fields that it may not have. */
function sumOf(usages: readonly Usage[]): Usage | undefined {
  return usages.length > 1 ? sumUsage(usages) : usages[0]
}
