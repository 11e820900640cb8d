import type { Message } from '@millrace/protocol'
import { readMessage } from '../access/readMessage.ts'

const anySize = { messageBytes: Number.POSITIVE_INFINITY }

/**
 * Checks stored messages before a model reads them: they are as hostile as what a client sends. What cannot be used is
 * left out, a part or a whole message, and takes nothing with it.
 * @param onSkipped - Told of each that was left out.
 */
export function readStored(
  messages: unknown,
  onSkipped: (reason: string) => void,
): readonly Message[] {
  if (!Array.isArray(messages)) {
    onSkipped('a page without a list of messages')
    return []
  }
  return messages.flatMap((message: unknown) => {
    const read = asMessage(message)
    if (read !== undefined) return [read]
    const mended = asMessage(withoutBadParts(message))
    onSkipped(mended === undefined ? 'a message' : 'a part of a message')
    return mended === undefined ? [] : [mended]
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
