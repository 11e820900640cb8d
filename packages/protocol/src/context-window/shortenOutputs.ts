import type { Message, Part } from '../message/Message.ts'
import { isToolPart } from '../message/isToolPart.ts'
import { written } from './countMessage.ts'
import type { TokenCounter } from './TokenCounter.ts'

/**
 * The message with each tool output of over `maxTokens` cut down to its beginning and end; the same message when
 * there is none. What was structured is text then. Cutting once more changes nothing.
 */
export function shortenOutputs<M extends Message>(
  message: M,
  maxTokens: number,
  counter: TokenCounter,
): M {
  let changed = false
  const parts = message.parts.map((part) => {
    const output = outputOf(part)
    if (output === undefined) return part
    const shorter = shorten(output, maxTokens, counter)
    if (shorter === output) return part
    changed = true
    return { ...part, output: shorter } as Part
  })
  return changed ? { ...message, parts } : message
}

/** The output of a call that has one, as text. */
function outputOf(part: Part): string | undefined {
  if (!isToolPart(part)) return undefined
  const { state, output } = part as { state?: unknown; output?: unknown }
  return state === 'output-available' ? written(output) : undefined
}

function shorten(text: string, maxTokens: number, counter: TokenCounter): string {
  // A UTF-16 unit is three tokens at most: short outputs need no count.
  if (text.length * 3 <= maxTokens) return text
  const tokens = counter.count(text)
  if (tokens <= maxTokens) return text
  for (let kept = Math.floor((text.length * maxTokens) / tokens); ; kept = Math.floor(kept * 0.8)) {
    const head = text.slice(0, Math.ceil(kept * 0.7))
    const tail = kept === 0 ? '' : text.slice(text.length - Math.floor(kept * 0.3))
    const shorter = `${whole(head)}\n[${text.length - kept} characters left out]\n${whole(tail)}`
    if (kept === 0 || counter.count(shorter) <= maxTokens) return shorter
  }
}

/** Without half a character at either end. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
}
