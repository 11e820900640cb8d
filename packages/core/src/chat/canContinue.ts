import { factsOf, type Message } from '@millrace/protocol'

/** Whether an answer was cut short, by its limit or on its way, and can be carried on. */
export function canContinue(message: Message): boolean {
  if (message.role !== 'assistant') return false
  const { canned, status, finishReason } = factsOf(message)
  if (canned !== undefined) return false
  const spoke = message.parts.some((part) => part.type === 'text' && part.text !== '')
  return spoke && (status !== undefined || finishReason === 'length')
}
