import { ChatError, type Part } from '@millrace/protocol'
import { withMaterial } from '../retrieval/material.ts'
import { numberPassages, type SourceChunk } from '../retrieval/numberPassages.ts'
import type { Passage } from '../retrieval/Retrieve.ts'
import type { Asked, Conversation } from './createAsking.ts'

/** A question that goes to the model with what was found for it. */
export interface Grounded {
  readonly conversation: Conversation
  readonly asked: Asked
  /** What the reader is told of: what the model was given, and nothing else. */
  readonly sources: readonly SourceChunk[]
}

export interface Material {
  readonly passages: readonly Passage[]
  /** The most that they may be long together, in tokens. */
  readonly maxTokens: number
  readonly count: (text: string) => number
  /** Of a message that goes on: what it has. */
  readonly parts: readonly Part[]
}

/**
 * Puts a question with as much of what was found as there is room for, the best first. Resolves to undefined where
 * there is room for none of it.
 * @throws {ChatError} whatever asking throws but `turn_too_large`: the question alone has been seen to fit.
 */
export async function askWithMaterial(
  conversation: Conversation,
  { passages, maxTokens, count, parts }: Material,
  ask: (conversation: Conversation) => Promise<Asked>,
): Promise<Grounded | undefined> {
  let tokens = 0
  const firstOver = passages.findIndex(({ text }) => (tokens += count(text)) > maxTokens)
  let length = firstOver === -1 ? passages.length : firstOver
  for (; length > 0; length = Math.floor(length / 2)) {
    const { sources, ...numbered } = numberPassages(passages.slice(0, length), parts)
    const messages = withMaterial(conversation.messages, numbered)
    const grounded = { ...conversation, messages }
    try {
      return { conversation: grounded, asked: await ask(grounded), sources }
    } catch (thrown) {
      if (!(thrown instanceof ChatError) || thrown.code !== 'turn_too_large') throw thrown
    }
  }
  return undefined
}
