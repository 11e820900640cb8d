import type { ChatMessage } from './parseMessages.ts'

/** What is to be answered. */
export interface Question {
  readonly question: string
  /** The conversation up to the question, or to the results of the tools that it led to. */
  readonly asked: readonly ChatMessage[]
  /** What was answered to it so far; empty if nothing was. */
  readonly said: string
  readonly attachmentCount: number
}

/** A sentence or two that ask for more of the same; what is longer, or asks, is a question of its own. */
const carryOn = /^\s*(please\s+)?(continue|go on|carry on|keep going)\b[^?]{0,240}$/i

/**
 * Finds the question: the last user message that is more than "continue", whatever system messages and
 * history surround it. What was said to it since, in one piece or several, is to be carried on.
 */
export function findQuestion(messages: readonly ChatMessage[]): Question {
  const from = indexOfQuestion(messages)
  const to = Math.max(
    from,
    messages.findLastIndex(({ role }) => role === 'tool'),
  )
  const said = messages.slice(to + 1).filter(({ role }) => role === 'assistant')
  return {
    question: messages[from]?.text ?? '',
    asked: messages.slice(0, to + 1),
    said: said.map(({ text }) => text).join(''),
    attachmentCount: messages[from]?.attachmentCount ?? 0,
  }
}

/** Where nobody ever asked, "continue" is the question. */
function indexOfQuestion(messages: readonly ChatMessage[]): number {
  const last = messages.findLastIndex(({ role, text }) => role === 'user' && !carryOn.test(text))
  return last === -1 ? messages.findIndex(({ role }) => role === 'user') : last
}
