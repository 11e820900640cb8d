import type { FilePart, Message, Part, ReasoningFilePart } from '../message/Message.ts'
import { isToolPart } from '../message/isToolPart.ts'
import { messageOverhead } from './chatTokens.ts'
import { imageTokens } from './imageTokens.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** The tokens of a file, by whoever can look into it. */
export type CountFile = (part: FilePart | ReasoningFilePart) => number

/** What a call or a result costs beside its name and JSON. */
const toolOverhead = 8
const usualId = /^[\w.:|-]{0,64}$/

/**
 * The tokens of a message as it goes to a model: words, thoughts, calls with their results, files.
 * @param countFile - Default: a token per three bytes for what is inline; an image, and what is only named, is
 *   as large as an image can be.
 */
export function countMessage(
  message: Message,
  counter: TokenCounter,
  countFile: CountFile = countFileUnseen,
): number {
  let tokens = messageOverhead + 1
  for (const part of message.parts) tokens += countPart(part, counter, countFile)
  return tokens
}

/** Has what `countMessage` will count counted elsewhere, where the counter can do that. */
export async function prepareMessages(
  messages: readonly Message[],
  counter: TokenCounter,
): Promise<void> {
  if (counter.prepare === undefined) return
  const texts: string[] = []
  const collect: TokenCounter = { name: 'none', count: (text) => texts.push(text) }
  for (const message of messages) countMessage(message, collect)
  await counter.prepare(texts)
}

/** A file that nobody has looked into. */
export function countFileUnseen({ mediaType, url }: FilePart | ReasoningFilePart): number {
  const address = written(url)
  const inline = address.startsWith('data:') && !written(mediaType).startsWith('image/')
  return inline ? Math.ceil(address.length / 4) : imageTokens(undefined)
}

function countPart(part: Part, counter: TokenCounter, countFile: CountFile): number {
  if (part.type === 'text' || part.type === 'reasoning') return counter.count(written(part.text))
  if (part.type === 'file') return countFile(part) + counter.count(written(part.filename))
  if (part.type === 'reasoning-file') return countFile(part)
  if (!isToolPart(part)) return 0
  const { toolCallId, toolName, input, output, errorText, approval } = part as {
    toolCallId?: unknown
    toolName?: unknown
    input?: unknown
    output?: unknown
    errorText?: unknown
    approval?: { readonly reason?: unknown }
  }
  const said = [
    written(toolName ?? part.type),
    // Arguments go as JSON, also when they are a text.
    input === undefined ? '' : (JSON.stringify(input) ?? ''),
    written(output),
    written(errorText),
    written(approval?.reason),
    ...unusualId(toolCallId),
  ]
  return 2 * toolOverhead + said.reduce((tokens, text) => tokens + counter.count(text), 0)
}

/** Usual ids are in the overhead; what a client calls an id may be a book. It stands in call and result. */
function unusualId(toolCallId: unknown): readonly string[] {
  const id = written(toolCallId)
  return usualId.test(id) ? [] : [id, id]
}

/** A value of a tool as it is written into a prompt: text as it is, anything else as JSON. */
export function written(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
