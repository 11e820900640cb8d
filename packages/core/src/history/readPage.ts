import { ChatError, type Message, type Role } from '@millrace/protocol'
import type { HistoryPage } from './ChatHistory.ts'

const roles: ReadonlySet<unknown> = new Set<Role>(['system', 'user', 'assistant'])

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
  const messages = page['messages'].flatMap((message: unknown) => {
    const wrong = wrongWith(message)
    if (wrong !== undefined) onReport(`a stored message ${wrong}`)
    // The caller's M is taken at its word, beyond what every message has.
    return wrong === undefined ? [withoutBadParts(message as M, onReport)] : []
  })
  return { messages, more: page['more'] === true }
}

function wrongWith(message: unknown): string | undefined {
  if (!isObject(message)) return 'that is no object'
  // An empty one would be taken for the beginning, which forks know by that name.
  if (typeof message['id'] !== 'string' || message['id'] === '') return 'without an id'
  if (!roles.has(message['role'])) return 'of a role that we do not know'
  return Array.isArray(message['parts']) ? undefined : 'without a list of parts'
}

function withoutBadParts<M extends Message>(message: M, onReport: (reason: string) => void): M {
  const parts = message.parts.filter(isPart)
  if (parts.length === message.parts.length) return message
  onReport('a part of a stored message without a type')
  return { ...message, parts }
}

function isPart(part: unknown): boolean {
  return isObject(part) && typeof part['type'] === 'string'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
