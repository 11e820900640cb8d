import { ChatError, type Message, readMessage } from '@millrace/protocol'
import type { HistoryPage } from './ChatHistory.ts'

/**
 * Checks a page of history. Stored messages are hostile: one without an id, a known role or a list of parts is
 * dropped, and so is a part without a type. What else is in them is as it was stored.
 * @param onReport - Told of each that was dropped.
 * @throws {ChatError} `bad_event` for what is no page.
 */
export function readPage<M extends Message>(
  page: unknown,
  onReport: (reason: string) => void,
): HistoryPage<M> {
  if (!isObject(page) || !Array.isArray(page['messages'])) {
    throw new ChatError('bad_event', 'A page of history must be an object with a list of messages.')
  }
  const messages = page['messages'].flatMap((value: unknown) => {
    const message = readMessage<M>(value, onReport)
    return message === undefined ? [] : [message]
  })
  return { messages, more: page['more'] === true }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
