import { costOf, type Price, readUsage, type Usage } from '@millrace/protocol'
import type { UsageCounts, Used } from '../usage/UsageLog.ts'
import type { Attempt, BudgetQuestion } from './Budget.ts'

/** What one attempt cost. */
export interface Bill {
  /** As usage has it. */
  readonly used: Used
  /** Undefined where it is not known. */
  readonly costNano: number | undefined
  /** Whether it is our own count. */
  readonly estimated: boolean
}

/**
 * What one attempt cost: by what its provider counted, else by our own count.
 * @param price - Undefined where it is not known: then it cost the worst, where that is.
 */
export function billOf(
  { provider, model, usage }: Attempt,
  price: Price | undefined,
  question: Pick<BudgetQuestion, 'inputTokens' | 'maxOutputTokens'>,
  worstNano: number | undefined,
): Bill {
  const whole = wholeUsage(readUsage(usage), question)
  // Reasoning is part of output, images are part of input, and cached input has its price (T-92).
  const costNano = (price && costOf(whole, { price })) ?? worstNano
  const estimated = whole.estimated === true || (price === undefined && costNano !== undefined)
  const { inputTokens = 0, outputTokens = 0, reasoningTokens = 0, cachedInputTokens = 0 } = whole
  const counts: Partial<UsageCounts> = {
    requests: 1,
    inputTokens,
    outputTokens,
    reasoningTokens,
    cachedInputTokens,
    ...(costNano === undefined ? { unpriced: 1 } : { costNano }),
    ...(estimated ? { estimated: 1 } : {}),
  }
  return { used: { provider, model, counts }, costNano, estimated }
}

/** With the worst for what is missing, marked as an estimate (T-83). */
function wholeUsage(
  usage: Usage | undefined,
  { inputTokens, maxOutputTokens }: Pick<BudgetQuestion, 'inputTokens' | 'maxOutputTokens'>,
): Usage {
  if (usage === undefined) return { inputTokens, outputTokens: 0, estimated: true }
  if (usage.inputTokens !== undefined && usage.outputTokens !== undefined) return usage
  return { inputTokens, outputTokens: maxOutputTokens, ...usage, estimated: true }
}
