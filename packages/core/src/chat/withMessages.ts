import type { Message } from '@millrace/protocol'
import type { ChatState } from './ChatState.ts'
import { orderOf } from './orderOf.ts'

/** The state with other messages. Ids and index keep their identity while the ids are the same. */
export function withMessages<M extends Message>(
  state: ChatState<M>,
  messages: readonly M[],
): ChatState<M> {
  if (messages === state.messages) return state
  const same =
    messages.length === state.messageIds.length &&
    messages.every((message, index) => message.id === state.messageIds[index])
  return same ? { ...state, messages } : { ...state, messages, ...orderOf(messages) }
}

/** The state with this message: in its place if it is there, else at the end. */
export function withMessage<M extends Message>(state: ChatState<M>, message: M): ChatState<M> {
  const index = state.indexById.get(message.id)
  if (index === undefined) return withMessages(state, [...state.messages, message])
  if (state.messages[index] === message) return state
  return { ...state, messages: state.messages.with(index, message) }
}
