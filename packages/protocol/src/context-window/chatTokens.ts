import type { TokenCounter } from './TokenCounter.ts'

/** A message as Chat Completions counts it. */
export interface CountedMessage {
  readonly role: string
  readonly content: string
  readonly name?: string
}

/** What every message costs beside its words. */
export const messageOverhead = 3
/** What the beginning of the answer costs. */
export const answerOverhead = 3

/** The tokens of one message: 3, its role, its content, and a name with one more. */
function messageTokens(counter: TokenCounter, message: CountedMessage): number {
  const { role, content, name } = message
  const named = name === undefined ? 0 : counter.count(name) + 1
  return messageOverhead + counter.count(role) + counter.count(content) + named
}

/** The tokens of a conversation as OpenAI counts it for both encodings, with 3 for the answer's start. */
export function chatTokens(counter: TokenCounter, messages: readonly CountedMessage[]): number {
  let tokens = answerOverhead
  for (const message of messages) tokens += messageTokens(counter, message)
  return tokens
}
