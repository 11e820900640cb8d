import type { Message } from '../message/Message.ts'
import type { Model } from './Catalogue.ts'
import { answerOverhead } from './chatTokens.ts'
import { costOf } from './costOf.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import type { TokenCounter } from './TokenCounter.ts'

/**
 * What sending these messages would cost, in whole nano-dollars. Undefined where the model's price is not known.
 * @param options.outputTokens - How long the answer may be. Default 0: what is sent, alone.
 * @param options.tokens - Default: the estimate, which errs upwards.
 */
export function estimateCost(
  messages: readonly Message[],
  model: Pick<Model, 'price'> | undefined,
  options: { readonly outputTokens?: number; readonly tokens?: TokenCounter } = {},
): number | undefined {
  const { outputTokens = 0, tokens = estimate } = options
  const inputTokens = messages.reduce(
    (sum, message) => sum + countMessage(message, tokens),
    answerOverhead,
  )
  return costOf({ inputTokens, outputTokens }, model)
}
