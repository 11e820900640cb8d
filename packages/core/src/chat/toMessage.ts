import type { Message, NewId, Part } from '@millrace/protocol'
import type { NewMessage } from './ChatState.ts'

/**
 * What the user wrote as a message. Files come before the text, as the AI SDK puts them.
 * @throws {TypeError} for a message with nothing in it.
 */
export function toMessage<M extends Message>(
  written: NewMessage,
  { newId, createdAt }: { readonly newId: NewId; readonly createdAt: number },
): M {
  const { parts, metadata } = partsOf(written)
  const empty = parts.every((part) => part.type === 'text' && part.text.trim() === '')
  if (empty) throw new TypeError('A message needs text, a file or another part.')
  const own = typeof metadata === 'object' && metadata !== null ? metadata : {}
  // The caller's M is taken at its word: what he passes as metadata is of his type.
  return {
    id: newId(),
    role: 'user',
    parts,
    metadata: { ...own, millrace: { timings: { createdAt } } },
  } as M
}

function partsOf(written: NewMessage): {
  readonly parts: Part[]
  readonly metadata: unknown
} {
  if (typeof written === 'string') {
    return { parts: [{ type: 'text', text: written }], metadata: undefined }
  }
  const { metadata } = written
  if ('parts' in written) return { parts: [...written.parts], metadata }
  const text: Part[] = written.text === '' ? [] : [{ type: 'text', text: written.text }]
  return { parts: [...(written.files ?? []), ...text], metadata }
}
