import { factsOf, type Message } from '@millrace/protocol'

/** What a message follows: null where it begins the conversation, undefined where it does not say, or says nonsense. */
export function parentIdOf(message: Pick<Message, 'metadata'>): string | null | undefined {
  const { parentId } = factsOf(message)
  return parentId === null || typeof parentId === 'string' ? parentId : undefined
}
