import type { Message, Part } from '@millrace/protocol'

/** A question's parts in other words: what is not text stays, before the words. */
export function reworded(question: Message | undefined, text: string): readonly Part[] {
  const kept = question?.parts.filter(({ type }) => type !== 'text') ?? []
  return text === '' ? kept : [...kept, { type: 'text', text }]
}
