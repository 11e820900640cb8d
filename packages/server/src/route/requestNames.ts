import { ChatError } from '@millrace/protocol'
import { readName } from '../access/readName.ts'
import type { AnswerName } from './createAnswers.ts'

/** The run id that the client gave its question; undefined for a stock client. */
export function runIdOf(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ChatError('invalid_request', 'Idempotency-Key must be 1 to 255 visible characters.', {
    status: 400,
  })
}

/**
 * The number of the last event that a client has, -1 for none.
 * @throws {ChatError} `invalid_request` (400): anything but a plain number is an attack (T-31).
 */
export function lastEventIdOf(request: Request): number {
  const id = request.headers.get('last-event-id')
  if (id === null || id === '') return -1
  if (/^(0|[1-9]\d{0,14})$/.test(id)) return Number(id)
  throw new ChatError('invalid_request', 'Last-Event-ID must be the number of an event.', {
    status: 400,
  })
}

/** Which answer a request is about. */
export function nameOf(request: Request, owner: string, chatId: string): AnswerName {
  const { searchParams } = new URL(request.url)
  return {
    owner,
    chatId,
    streamId: searchParams.get('stream') ?? undefined,
    runId: searchParams.get('run') ?? undefined,
  }
}

/** The line in which what changes a conversation waits for its turn. */
export function turnOf(owner: string, chatId: string): string {
  return JSON.stringify([owner, chatId])
}

const mostPerPage = 200

/**
 * Which page is wanted: before or after which one, and how long.
 * @throws {ChatError} `invalid_request` (400).
 */
export function pageOf(
  request: Request,
  bound: 'before' | 'after',
): { readonly before?: string; readonly after?: string; readonly limit: number } {
  const { searchParams } = new URL(request.url)
  const limit = searchParams.get('limit') ?? '50'
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > mostPerPage) {
    throw new ChatError('invalid_request', `limit must be a number from 1 to ${mostPerPage}.`, {
      status: 400,
    })
  }
  const name = searchParams.get(bound)
  return { limit: Number(limit), ...(name === null ? {} : { [bound]: readName(name, bound) }) }
}

/** A name in a path. @throws {ChatError} `invalid_request` (400) for what is not encoded as one. */
export function pathName(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new ChatError('invalid_request', 'The path is not encoded correctly.', { status: 400 })
  }
}
