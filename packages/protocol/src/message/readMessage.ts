import type { Message, Role } from './Message.ts'

const roles: ReadonlySet<unknown> = new Set<Role>(['system', 'user', 'assistant'])

/**
 * Checks a message that was stored, which is hostile: undefined for one without an id, a known role or a list of parts. A
 * part without a type is left out. What else is in it is as it was stored.
 * @param onReport - Told of what was left out.
 */
export function readMessage<M extends Message>(
  value: unknown,
  onReport: (reason: string) => void,
): M | undefined {
  const wrong = wrongWith(value)
  if (wrong !== undefined) onReport(`a stored message ${wrong}`)
  // The caller's M is taken at its word, beyond what every message has.
  return wrong === undefined ? withoutBadParts(value as M, onReport) : undefined
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
