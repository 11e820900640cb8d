import type { Message } from '@millrace/protocol'
import { invalid, tooLarge } from './badRequest.ts'
import { checkSizes } from './checkSizes.ts'
import { type BodyLimits, readMessage } from './readMessage.ts'
import { readObject } from './readObject.ts'
import { readWanted, type Wanted } from './readWanted.ts'

/** What a client asks for, checked. Everything else it sent is dropped (T-64). */
export interface ChatRequest extends Wanted {
  readonly messages: readonly Message[]
  /** How many messages the client left out before these, for the report. */
  readonly leftOut: number
}

/**
 * Checks the body of a POST that brings its conversation. Client messages are hostile: only what the route relies on
 * is kept.
 * @throws {ChatError} `invalid_request` (400) saying what is wrong; `too_large` (413).
 */
export function readChatRequest(body: unknown, limits: BodyLimits): ChatRequest {
  const fields = readObject(body)
  const { messages, leftOut } = fields
  const read = listOf(messages, limits).map((message, index) =>
    readMessage(message, `messages[${index}]`, limits),
  )
  const kept = read.filter(({ role }) => role !== 'system')
  const last = kept.at(-1)
  if (last === undefined) throw invalid('There is nothing to answer.')
  checkSizes(fields, limits)
  return { ...readWanted(fields, last), messages: kept, leftOut: isCount(leftOut) ? leftOut : 0 }
}

/** @throws {ChatError} as `readChatRequest`. */
export function listOf(messages: unknown, { messages: most }: BodyLimits): readonly unknown[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalid('messages must be a list with at least one message.')
  }
  if (messages.length > most) throw tooLarge(`There are more than ${most} messages.`)
  return messages
}

/** A figure that is shown to the one who sent it, and no more. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000
}
