import { type Facts, type Message, readUsage, withFacts } from '@millrace/protocol'
import type { ChatState } from './ChatState.ts'
import { withMessage } from './withMessages.ts'

/** The state with what a server counted of an answer that has ended, and who gave it. No count, no change. */
export function withCount<M extends Message>(
  state: ChatState<M>,
  messageId: string,
  { usage, timings, provider, model }: Facts,
): ChatState<M> {
  const counted = readUsage(usage)
  const message = state.messages[state.indexById.get(messageId) ?? -1]
  if (counted === undefined || message === undefined) return state
  const known = { usage: counted, timings, provider, model }
  const facts = Object.fromEntries(Object.entries(known).filter(([, fact]) => fact !== undefined))
  return withMessage(state, withFacts(message, facts))
}
