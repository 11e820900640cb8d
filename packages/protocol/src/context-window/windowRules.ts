import { factsOf } from '../message/Facts.ts'
import type { Message } from '../message/Message.ts'
import { textOf } from '../message/textOf.ts'

/** Whether a message may reach a model: automatic replies and answers that failed before a word never do. */
export function isSendable(message: Message): boolean {
  const { canned, status } = factsOf(message)
  return canned === undefined && (status !== 'failed' || textOf(message) !== '')
}

/** Whether a message stays in the window when older turns go. */
export function staysInWindow(message: Message): boolean {
  return message.role === 'system' || factsOf(message).pinned === true
}
