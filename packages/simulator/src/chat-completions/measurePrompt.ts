import { type ApiError, invalidRequest } from '../errors/ApiError.ts'
import { countTokens } from '../tokens/countTokens.ts'
import type { ChatRequest } from './parseChatRequest.ts'

/**
 * Counts a prompt exactly and refuses one that leaves no room in the window.
 * @returns Undefined where nobody needs the number: the answer does not report it, and the prompt's
 *   bytes are few enough to know that it fits.
 * @throws {ApiError} 400 `context_length_exceeded`, with the numbers.
 */
export async function measurePrompt(
  { prompt: { texts, otherTokens }, reportsUsage, maxTokens = 0 }: ChatRequest,
  contextWindow: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  // No token is shorter than a byte.
  const most = texts.reduce((sum, text) => sum + Buffer.byteLength(text), otherTokens)
  if (!reportsUsage && most + maxTokens <= contextWindow) return undefined
  const tokens = otherTokens + (await countTokens(texts, signal))
  if (tokens > contextWindow) {
    throw tooLong(
      contextWindow,
      `your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
    )
  }
  if (tokens + maxTokens > contextWindow) {
    throw tooLong(
      contextWindow,
      `you requested ${tokens + maxTokens} tokens (${tokens} in the messages, ${maxTokens} in the completion). Please reduce the length of the messages or completion.`,
    )
  }
  return tokens
}

function tooLong(contextWindow: number, what: string): ApiError {
  return invalidRequest(
    `This model's maximum context length is ${contextWindow} tokens. However, ${what}`,
    'messages',
    'context_length_exceeded',
  )
}
