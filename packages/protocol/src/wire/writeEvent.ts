import { ChatError } from '../error/ChatError.ts'

export interface EventToWrite {
  readonly data?: string
  readonly id?: string | number
  readonly event?: string
  /** Milliseconds. */
  readonly retry?: number
  readonly comment?: string
}

/**
 * One server-sent event as text. Whatever the data holds stays inside its event: each of its lines
 * becomes a `data:` line (a bare CR reads back as LF, as the standard has it).
 * @throws {ChatError} `invalid_id`, `invalid_event` or `invalid_retry` for a field that could break out.
 */
export function writeEvent({ data, id, event, retry, comment }: EventToWrite): string {
  let text = ''
  if (comment !== undefined) for (const line of linesOf(comment)) text += `: ${line}\n`
  if (id !== undefined) {
    if (typeof id === 'string' && /[\r\n\0]/.test(id)) {
      throw new ChatError('invalid_id', 'An event id must not hold a line end or NUL.')
    }
    text += `id: ${id}\n`
  }
  if (event !== undefined) {
    if (/[\r\n]/.test(event)) {
      throw new ChatError('invalid_event', 'An event name must not hold a line end.')
    }
    text += `event: ${event}\n`
  }
  if (retry !== undefined) {
    if (!Number.isSafeInteger(retry) || retry < 0) {
      throw new ChatError('invalid_retry', 'retry must be a whole number of milliseconds.')
    }
    text += `retry: ${retry}\n`
  }
  if (data !== undefined) for (const line of linesOf(data)) text += `data: ${line}\n`
  return `${text}\n`
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/)
}
