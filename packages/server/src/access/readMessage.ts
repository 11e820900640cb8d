import type { Message, Part, Role } from '@millrace/protocol'
import { invalid, tooLarge } from './badRequest.ts'
import { inlineData, isDataUrl } from './inlineData.ts'
import { isPublicUrl } from './publicUrl.ts'
import { readShort } from './readName.ts'

export interface BodyLimits {
  /** Messages in one request. Default 5,000. */
  readonly messages: number
  /** One message as JSON, in UTF-16 units, files aside. Default 262,144. */
  readonly messageBytes: number
  /** The whole body, in bytes, attachments aside where they are on. */
  readonly bodyBytes?: number
  /** Files in `data:` URLs, all of a request together. Left out: they count as text. */
  readonly attachments?: { readonly totalBytes: number } | undefined
}

/**
 * Checks one message of a client: as much of it as the route relies on.
 * @param where - Where in the body it stands, for whoever reads the refusal.
 * @throws {ChatError} `invalid_request` (400) saying what is wrong; `too_large` (413).
 */
export function readMessage(
  value: unknown,
  where: string,
  { messageBytes }: Pick<BodyLimits, 'messageBytes'>,
): Message {
  if (typeof value !== 'object' || value === null) throw invalid(`${where} must be an object.`)
  const { id, role, parts, metadata } = value as Record<string, unknown>
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    throw invalid(`${where}.role must be user, assistant or system.`)
  }
  const message: Message = {
    id: readShort(id, `${where}.id`),
    role,
    parts: readParts(parts, where, role),
    ...(metadata === undefined ? {} : { metadata }),
  }
  // An answer holds what tools gave, and is held to the size of the body.
  if (role === 'user' && lengthOf(message) > messageBytes) {
    throw tooLarge(`${where} is larger than ${messageBytes} bytes.`)
  }
  return message
}

function readParts(parts: unknown, where: string, role: Role): Part[] {
  if (!Array.isArray(parts)) throw invalid(`${where}.parts must be a list.`)
  return parts.map((part, at) => readPart(part, `${where}.parts[${at}]`, role))
}

function readPart(value: unknown, where: string, role: Role): Part {
  if (typeof value !== 'object' || value === null) throw invalid(`${where} must be an object.`)
  const part = value as Record<string, unknown>
  const type = readShort(part['type'], `${where}.type`)
  if (type === 'text' || type === 'reasoning') {
    if (typeof part['text'] !== 'string') throw invalid(`${where}.text must be a text.`)
  } else if (type === 'file') checkFile(part, where, role)
  else if (type === 'steering-message') readParts(part['parts'], where, 'user')
  else if (type === 'dynamic-tool' || type.startsWith('tool-')) checkTool(type, part, where)
  // Sources, data and what newer clients know: nothing that a model reads.
  return value as Part
}

function checkFile(
  { url, mediaType, filename }: Readonly<Record<string, unknown>>,
  where: string,
  role: Role,
): void {
  if (typeof url !== 'string') throw invalid(`${where}.url must be a text.`)
  readShort(mediaType, `${where}.mediaType`)
  if (filename !== undefined && (typeof filename !== 'string' || filename.length > 1024)) {
    throw invalid(`${where}.filename must be a text of at most 1024 characters.`)
  }
  // A model's own files are never handed on: they may lie wherever it put them.
  if (role === 'assistant' && URL.canParse(url)) return
  if (!isDataUrl(url) && !isPublicUrl(url)) {
    throw invalid(`${where}.url must be a data: URL, or an https: URL of a public host.`)
  }
}

function checkTool(type: string, part: Readonly<Record<string, unknown>>, where: string): void {
  const { toolCallId, toolName, state, approval, errorText } = part
  readShort(toolCallId, `${where}.toolCallId`)
  if (type === 'dynamic-tool') readShort(toolName, `${where}.toolName`, 128)
  else readShort(type.slice('tool-'.length), `${where}.type: what follows tool-`, 128)
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

/** As JSON, without what files hold, which has a limit of its own. */
function lengthOf(message: Message): number {
  const parts = message.parts.map((part) =>
    inlineData(part) === undefined ? part : { ...part, url: '' },
  )
  return JSON.stringify({ ...message, parts }).length
}
