import { ChatError, type Message, type Part } from '@millrace/protocol'

/** What a client asks for, checked. Everything else it sent is dropped (T-64). */
export interface ChatRequest {
  readonly chatId: string
  readonly messages: readonly Message[]
  readonly trigger: 'submit-message' | 'regenerate-message'
  readonly messageId: string | undefined
  /** The answer, cut short, that is to be carried on: the last message then. */
  readonly continues: string | undefined
  /** How many messages the client left out before these, for the report. */
  readonly leftOut: number
}

export interface BodyLimits {
  /** Messages in one request. Default 5,000. */
  readonly messages: number
  /** One message as JSON, in UTF-16 units, files aside. Default 262,144. */
  readonly messageBytes: number
}

/**
 * Checks the body of a POST. Client messages are hostile: only what the route relies on is kept.
 * @throws {ChatError} `invalid_request` (400) saying what is wrong; `too_large` (413).
 */
export function readChatRequest(body: unknown, limits: BodyLimits): ChatRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body must be a JSON object.')
  }
  const { id, messages, trigger, messageId, continues, leftOut } = body as Record<string, unknown>
  if (typeof id !== 'string' || !/^\P{Cc}{1,256}$/u.test(id)) {
    throw invalid('id must be a text of 1 to 256 characters.')
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('messages must be a list with at least one message.')
  }
  if (messages.length > limits.messages) {
    throw tooLarge(`There are more than ${limits.messages} messages.`)
  }
  const read = messages.map((message, index) => readMessage(message, index, limits))
  const kept = read.filter(({ role }) => role !== 'system')
  const last = kept.at(-1)
  if (last === undefined) throw invalid('There is nothing to answer.')
  if (last.role === 'user' && isEmpty(last)) throw invalid('The last message is empty.')
  if (continues !== undefined && (last.role !== 'assistant' || last.id !== continues)) {
    throw invalid('continues must name the last message, an answer.')
  }
  return {
    chatId: id,
    messages: kept,
    trigger: trigger === 'regenerate-message' ? trigger : 'submit-message',
    messageId: typeof messageId === 'string' ? messageId : undefined,
    continues: continues === undefined ? undefined : last.id,
    leftOut: isCount(leftOut) ? leftOut : 0,
  }
}

function readMessage(value: unknown, index: number, limits: BodyLimits): Message {
  const where = `messages[${index}]`
  if (typeof value !== 'object' || value === null) throw invalid(`${where} must be an object.`)
  const { id, role, parts, metadata } = value as Record<string, unknown>
  if (typeof id !== 'string' || id.length > 256) throw invalid(`${where}.id must be a text.`)
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    throw invalid(`${where}.role must be user, assistant or system.`)
  }
  if (!Array.isArray(parts)) throw invalid(`${where}.parts must be a list.`)
  const read = parts.flatMap((part, at) => readPart(part, `${where}.parts[${at}]`))
  if (lengthOf(read) > limits.messageBytes) {
    throw tooLarge(`${where} is larger than ${limits.messageBytes} bytes.`)
  }
  return { id, role, parts: read, ...(metadata === undefined ? {} : { metadata }) }
}

function readPart(value: unknown, where: string): Part[] {
  if (typeof value !== 'object' || value === null) throw invalid(`${where} must be an object.`)
  const part = value as Record<string, unknown>
  if (typeof part['type'] !== 'string') throw invalid(`${where}.type must be a text.`)
  if (part['type'] === 'text' || part['type'] === 'reasoning') {
    if (typeof part['text'] !== 'string') throw invalid(`${where}.text must be a text.`)
  } else if (part['type'] === 'file') {
    if (typeof part['url'] !== 'string' || typeof part['mediaType'] !== 'string') {
      throw invalid(`${where} must have a url and a mediaType.`)
    }
    if (!URL.canParse(part['url'])) throw invalid(`${where}.url is not a URL.`)
  } else if (part['type'] === 'dynamic-tool' || part['type'].startsWith('tool-')) {
    if (typeof part['toolCallId'] !== 'string') throw invalid(`${where}.toolCallId must be a text.`)
    if (part['type'] === 'dynamic-tool' && typeof part['toolName'] !== 'string') {
      throw invalid(`${where}.toolName must be a text.`)
    }
    const { state, approval, errorText } = part
    if (state === 'output-denied' || state === 'approval-responded') {
      if (typeof approval !== 'object' || approval === null) {
        throw invalid(`${where}.approval must be an object.`)
      }
      const { reason } = approval as Record<string, unknown>
      if (reason !== undefined && typeof reason !== 'string') {
        throw invalid(`${where}.approval.reason must be a text.`)
      }
    }
    if (state === 'output-error' && typeof errorText !== 'string') {
      throw invalid(`${where}.errorText must be a text.`)
    }
  }
  // Sources, data and what newer clients know: nothing that a model reads.
  return [value as Part]
}

/** A figure that is shown to the one who sent it, and no more. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000
}

function isEmpty({ parts }: Message): boolean {
  return parts.every((part) =>
    part.type === 'text' ? part.text.trim() === '' : part.type !== 'file',
  )
}

/** As JSON, without the content of files, which has a limit of its own. */
function lengthOf(parts: readonly Part[]): number {
  return JSON.stringify(parts, (key, value: unknown) => (key === 'url' ? undefined : value)).length
}

function invalid(message: string): ChatError {
  return new ChatError('invalid_request', message, { status: 400 })
}

function tooLarge(message: string): ChatError {
  return new ChatError('too_large', message, { status: 413 })
}
