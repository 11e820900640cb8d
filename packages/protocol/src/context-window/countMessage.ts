import type { Message, Part } from '../message/Message.ts'
import { messageOverhead } from './chatTokens.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** An image of unknown size at high detail: the most that OpenAI's tiles come to (85 + 6 × 170). */
const imageTokens = 1105
/** What a call or a result costs beside its name and JSON. */
const toolOverhead = 8

const counts = new WeakMap<TokenCounter, WeakMap<Message, number>>()

/**
 * The tokens of a message as it goes to a model: words, thoughts, calls with their results, files. Counted
 * once per message object: messages are never mutated, and one that changed is another object.
 */
export function countMessage(message: Message, counter: TokenCounter): number {
  let known = counts.get(counter)
  if (known === undefined) {
    known = new WeakMap()
    counts.set(counter, known)
  }
  const before = known.get(message)
  if (before !== undefined) return before
  let tokens = messageOverhead + 1
  for (const part of message.parts) tokens += countPart(part, counter)
  known.set(message, tokens)
  return tokens
}

function countPart(part: Part, counter: TokenCounter): number {
  if (part.type === 'text' || part.type === 'reasoning') return counter.count(part.text)
  if (part.type === 'file' || part.type === 'reasoning-file') {
    if (part.mediaType.startsWith('image/')) return imageTokens
    // Text of a document, as a provider will read it out of the bytes: never more than those.
    return part.url.startsWith('data:') ? Math.ceil(part.url.length / 4) : imageTokens
  }
  if (part.type !== 'dynamic-tool' && !part.type.startsWith('tool-')) return 0
  const { input, output, errorText } = part as {
    input?: unknown
    output?: unknown
    errorText?: unknown
  }
  const said = [part.type, written(input), written(output), written(errorText)]
  return 2 * toolOverhead + said.reduce((tokens, text) => tokens + counter.count(text), 0)
}

function written(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
