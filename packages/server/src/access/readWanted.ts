import type { Message } from '@millrace/protocol'
import { invalid } from './badRequest.ts'
import { readName } from './readName.ts'

/** What a client says of a question, wherever the conversation is kept. */
export interface Wanted {
  readonly chatId: string
  readonly trigger: 'submit-message' | 'regenerate-message'
  readonly messageId: string | undefined
  /** The answer, cut short, that is to be carried on. */
  readonly continues: string | undefined
  /** The name of a model. Which there are, the route knows. */
  readonly model: string | undefined
}

/**
 * @param last - The newest message that came along, which `continues` must name.
 * @throws {ChatError} `invalid_request` (400) saying what is wrong.
 */
export function readWanted(body: Readonly<Record<string, unknown>>, last: Message): Wanted {
  const { id, trigger, messageId, continues, model } = body
  if (last.role === 'user' && isEmpty(last)) throw invalid('The last message is empty.')
  if (continues !== undefined && (last.role !== 'assistant' || last.id !== continues)) {
    throw invalid('continues must name the last message, an answer.')
  }
  return {
    chatId: readName(id, 'id'),
    trigger: trigger === 'regenerate-message' ? trigger : 'submit-message',
    messageId:
      messageId === undefined || messageId === null ? undefined : readName(messageId, 'messageId'),
    continues: continues === undefined ? undefined : last.id,
    model: model === undefined ? undefined : readModel(model),
  }
}

function readModel(model: unknown): string {
  if (typeof model === 'string' && /^[\w.:/@-]{1,128}$/.test(model)) return model
  throw invalid('model must be the name of a model, of at most 128 characters.')
}

function isEmpty({ parts }: Message): boolean {
  return parts.every((part) =>
    part.type === 'text' ? part.text.trim() === '' : part.type !== 'file',
  )
}
