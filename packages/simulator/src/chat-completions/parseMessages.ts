import { invalidRequest } from '../errors/ApiError.ts'
import { isJsonObject, type JsonObject, objectsIn } from '../http/JsonObject.ts'

/** A message of the conversation, as far as an answer depends on it. */
export interface ChatMessage {
  readonly role: ChatRole
  /** All text parts of the content: an answer's as one text, anything else line by line. */
  readonly text: string
  /** Content parts that are not text: pictures, sound, files. */
  readonly attachmentCount: number
  /** On tool messages: the call that is answered. */
  readonly toolCallId: string | undefined
  /** On assistant messages: the calls made, by id. */
  readonly toolNamesById: ReadonlyMap<string, string>
}

/** Who speaks. */
type ChatRole = (typeof roles)[number]

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const

/** @throws {ApiError} 400 if there is no message, or one has no known role or odd content. */
export function parseMessages(messages: unknown): readonly ChatMessage[] {
  if (!Array.isArray(messages)) {
    throw invalidRequest("Missing required parameter: 'messages'.", 'messages')
  }
  if (messages.length === 0) {
    throw invalidRequest(
      "Invalid 'messages': empty array. Expected an array with minimum length 1.",
      'messages',
    )
  }
  return messages.map((message: unknown, index) => {
    const at = `messages[${index}]`
    if (!isJsonObject(message)) throw invalidRequest(`Invalid type for '${at}'.`, at)
    const role = roles.find((known) => known === message.role)
    if (role === undefined) {
      throw invalidRequest(
        `Invalid value for '${at}.role': use one of ${roles.join(', ')}.`,
        `${at}.role`,
      )
    }
    return {
      role,
      ...parseContent(message.content, `${at}.content`, role === 'assistant' ? '' : '\n'),
      toolCallId: typeof message.tool_call_id === 'string' ? message.tool_call_id : undefined,
      toolNamesById: toolNamesOf(message),
    }
  })
}

function parseContent(
  content: unknown,
  at: string,
  between: string,
): Pick<ChatMessage, 'text' | 'attachmentCount'> {
  if (content === undefined || content === null) return { text: '', attachmentCount: 0 }
  if (typeof content === 'string') return { text: content, attachmentCount: 0 }
  if (!Array.isArray(content)) {
    throw invalidRequest(`Invalid type for '${at}': expected a string or an array of parts.`, at)
  }
  const parts = content.filter(isJsonObject)
  const texts = parts.flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
  return { text: texts.join(between), attachmentCount: content.length - texts.length }
}

function toolNamesOf(message: JsonObject): ReadonlyMap<string, string> {
  const calls = objectsIn(message.tool_calls)
  return new Map(
    calls.flatMap(({ id, function: called }): readonly (readonly [string, string])[] =>
      typeof id === 'string' && isJsonObject(called) && typeof called.name === 'string'
        ? [[id, called.name]]
        : [],
    ),
  )
}
