import type { Message } from '@millrace/protocol'
import type { ChatState } from './ChatState.ts'

/** The ids of messages in order, and where each stands. */
export function orderOf(messages: readonly Message[]): Pick<ChatState, 'messageIds' | 'indexById'> {
  const messageIds = messages.map(({ id }) => id)
  return { messageIds, indexById: new Map(messageIds.map((id, index) => [id, index])) }
}
