import { joinedParts, wordsOf } from './continuation.ts'
import type { Message } from './Message.ts'

/** The text of a message: its text parts, joined with nothing between them; a continued text as one. */
export function textOf(message: Pick<Message, 'parts'>): string {
  let text = ''
  for (const part of joinedParts(message.parts)) if (part.type === 'text') text += wordsOf(part)
  return text
}
