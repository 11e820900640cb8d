import type { ChatMessage } from './parseMessages.ts'

/** What is to be answered. */
export interface Question {
  readonly question: string
  /** What was answered to it so far; empty if nothing was. */
  readonly said: string
  readonly attachmentCount: number
}

const carryOn = /^\s*(please\s+)?(continue|go on|carry on|keep going)\b[^?]{0,80}$/i

/**
 * Finds the question: the last user message, whatever system messages and history surround it.
 * When the conversation ends with an assistant message, or the user says "continue", it is the
 * question before, and what was said to it is to be carried on.
 */
export function findQuestion(messages: readonly ChatMessage[]): Question {
  const spoken = messages.filter(({ role }) => role === 'user' || role === 'assistant')
  const asked = spoken.findLastIndex(({ role }) => role === 'user')
  const last = spoken[asked]
  if (last === undefined) return { question: '', said: '', attachmentCount: 0 }
  const before = spoken.slice(0, asked).findLastIndex(({ role }) => role === 'user')
  const from = carryOn.test(last.text) && before !== -1 ? before : asked
  const { text, attachmentCount } = spoken[from] ?? last
  const said = spoken.slice(from + 1).filter(({ role }) => role === 'assistant')
  return { question: text, said: said.map((message) => message.text).join(''), attachmentCount }
}
