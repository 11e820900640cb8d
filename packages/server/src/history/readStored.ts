import type { Message } from '@millrace/protocol'
import { readMessage } from '../access/readMessage.ts'
import { parentIdOf } from './parentIdOf.ts'

/** A stored message, or the place of one that cannot be used: what was said before it must still be found. */
export interface Stored {
  readonly id: string
  readonly parentId: ReturnType<typeof parentIdOf>
  /** As far as a model may read it; undefined where it may not. */
  readonly message: Message | undefined
}

const anySize = { messageBytes: Number.POSITIVE_INFINITY }

/**
 * Checks stored messages before a model reads them: they are as hostile as what a client sends. What cannot be used is
 * left out, a part or a whole message, and takes nothing with it.
 * @param onSkipped - Told of each that was left out.
 */
export function readStored(
  messages: unknown,
  onSkipped: (reason: string) => void,
): readonly Stored[] {
  if (!Array.isArray(messages)) {
    onSkipped('a page without a list of messages')
    return []
  }
  return messages.flatMap((value: unknown) => {
    const whole = asMessage(value)
    const message = whole ?? asMessage(withoutBadParts(value))
    if (whole === undefined) onSkipped(message === undefined ? 'a message' : 'a part of a message')
    const { id } = Object(value) as { readonly id?: unknown }
    return typeof id === 'string'
      ? [{ id, parentId: parentIdOf(Object(value) as Message), message }]
      : []
  })
}

function asMessage(value: unknown): Message | undefined {
  try {
    return readMessage(value, 'message', anySize)
  } catch {
    return undefined
  }
}

function withoutBadParts(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return undefined
  const { parts } = message as { readonly parts?: unknown }
  if (!Array.isArray(parts)) return undefined
  const good = parts.filter(
    (part: unknown) => asMessage({ ...message, parts: [part] }) !== undefined,
  )
  return { ...message, parts: good }
}
