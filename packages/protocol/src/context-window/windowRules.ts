import { factsOf } from '../message/Facts.ts'
import type { Message, Part } from '../message/Message.ts'
import { textOf } from '../message/textOf.ts'

/**
 * Whether a message may reach a model: automatic replies and answers that failed before a word never do. What a tool
 * did is done, whatever became of the answer after it: the model must know.
 */
export function isSendable(message: Message): boolean {
  const { canned, status } = factsOf(message)
  if (canned !== undefined) return false
  return status !== 'failed' || textOf(message) !== '' || message.parts.some(hasOutput)
}

/** Stored and sent parts are hostile: one may be anything. */
function hasOutput(part: Part): boolean {
  const { state } = Object(part) as { readonly state?: unknown }
  return state === 'output-available' || state === 'output-error' || state === 'output-denied'
}

/** Whether a message stays in the window when older turns go. */
export function staysInWindow(message: Message): boolean {
  return message.role === 'system' || factsOf(message).pinned === true
}
