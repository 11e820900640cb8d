import { countTokens } from '../tokens/splitTokens.ts'
import type { Reply } from './composeReply.ts'
import type { ChatMessage } from './parseMessages.ts'

/** Tokens used, as the provider reports them. Made up: counted the rough way of `countTokens`. */
export interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: number }
  readonly completion_tokens_details: {
    readonly reasoning_tokens: number
    readonly audio_tokens: number
    readonly accepted_prediction_tokens: number
    readonly rejected_prediction_tokens: number
  }
}

/** Tokens that each message costs on top of its text, and the answer's opening. */
const tokensPerMessage = 4
const tokensPerAnswer = 3

/** Counts what a conversation and the reply to it use. */
export function usageOf(messages: readonly ChatMessage[], { tokens }: Reply): Usage {
  const prompt = messages.reduce(
    (sum, { text }) => sum + tokensPerMessage + countTokens(text),
    tokensPerAnswer,
  )
  return {
    prompt_tokens: prompt,
    completion_tokens: tokens.length,
    total_tokens: prompt + tokens.length,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}
