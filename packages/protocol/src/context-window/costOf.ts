import type { Usage } from '../message/Facts.ts'
import type { Model } from './Catalogue.ts'

/**
 * What an answer cost, in whole nano-dollars, rounded up once. Undefined where the price or a count is not
 * known: unknown is never nothing. Cached input costs what it costs, or the price of input.
 */
export function costOf(usage: Usage, model: Pick<Model, 'price'> | undefined): number | undefined {
  const { input, output, cachedInput = input } = model?.price ?? {}
  const { inputTokens, outputTokens, cachedInputTokens = 0 } = usage
  if (input === undefined || output === undefined || cachedInput === undefined) return undefined
  if (inputTokens === undefined || outputTokens === undefined) return undefined
  const cached = Math.min(cachedInputTokens, inputTokens)
  // Beyond 2^53 on the way: a million tokens at $30 are 3e16.
  const perMillion =
    BigInt(inputTokens - cached) * BigInt(input) +
    BigInt(cached) * BigInt(cachedInput) +
    BigInt(outputTokens) * BigInt(output)
  return Number((perMillion + 999_999n) / 1_000_000n)
}
