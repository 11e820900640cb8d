import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'

export interface UsageToTell {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  readonly estimated?: boolean
}

/**
 * Tokens and cost in one line: `1,204 in · 356 out · $0.0042`. What is not known is left out, and an estimate says
 * that it is one.
 */
export function usageText(labels: Labels, usage: UsageToTell, cost?: number): string {
  const { inputTokens, outputTokens, estimated = false } = usage
  const numbers = numbersFor(labels.locale)
  const text = [
    inputTokens === undefined ? undefined : labels.tokensIn(numbers.count(inputTokens)),
    outputTokens === undefined ? undefined : labels.tokensOut(numbers.count(outputTokens)),
    cost === undefined ? undefined : numbers.cost(cost),
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
  return estimated ? labels.about(text) : text
}
