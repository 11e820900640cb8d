import type { Message } from '@millrace/protocol'
import { invalid } from './badRequest.ts'
import { checkSizes } from './checkSizes.ts'
import { listOf } from './readChatRequest.ts'
import { type BodyLimits, readMessage } from './readMessage.ts'
import { readName } from './readName.ts'
import { readObject } from './readObject.ts'
import { readWanted, type Wanted } from './readWanted.ts'

/** What a client asks for where the server keeps the conversation, checked. Everything else it sent is dropped. */
export interface HistoryRequest extends Wanted {
  /** The newest one: a question, or an answer that goes on. */
  readonly message: Message
  /** The message before it; null where it begins the conversation; undefined where the client does not say. */
  readonly parentId: string | null | undefined
}

/**
 * Checks the body of a POST that brings one message. A stock client brings all of them: the last is taken, and the
 * name of the one before it; messages of the system, which no history has, do not count.
 * @throws {ChatError} `invalid_request` (400) saying what is wrong; `too_large` (413).
 */
export function readHistoryRequest(body: unknown, limits: BodyLimits): HistoryRequest {
  const fields = readObject(body)
  const { value, where, parentId } = 'message' in fields ? newestOf(fields) : lastOf(fields, limits)
  const message = readMessage(value, where, limits)
  readName(message.id, `${where}.id`)
  if (message.role === 'system') throw invalid(`${where}.role must be user or assistant.`)
  checkSizes(fields, limits)
  return { ...readWanted(fields, message), message, parentId }
}

interface Newest {
  readonly value: unknown
  readonly where: string
  readonly parentId: HistoryRequest['parentId']
}

function newestOf({ message, parentId }: Readonly<Record<string, unknown>>): Newest {
  return {
    value: message,
    where: 'message',
    parentId:
      parentId === undefined || parentId === null ? parentId : readName(parentId, 'parentId'),
  }
}

function lastOf({ messages }: Readonly<Record<string, unknown>>, limits: BodyLimits): Newest {
  const list = listOf(messages, limits)
  const at = list.length - 1
  const before = list.findLastIndex((message, index) => index < at && !isOfSystem(message))
  return {
    value: list[at],
    where: `messages[${at}]`,
    parentId: before === -1 ? null : readName(idOf(list[before]), `messages[${before}].id`),
  }
}

function isOfSystem(message: unknown): boolean {
  return (message as { readonly role?: unknown } | null)?.role === 'system'
}

function idOf(message: unknown): unknown {
  return (message as { readonly id?: unknown } | null)?.id
}
