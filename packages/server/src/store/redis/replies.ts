import { ChatError } from '@millrace/protocol'

/** What is no answer to what was asked: another program writes there, or something between tells lies (T-77). */
export function unreadable(cause?: unknown): ChatError {
  return new ChatError('unavailable', 'The store answers with what is no answer.', {
    retryable: true,
    cause,
  })
}

/** @throws {ChatError} `unavailable` for what is no list. */
export function listOf(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw unreadable()
  return reply
}

/** @throws {ChatError} `unavailable` for what is no whole number. */
export function countOf(reply: unknown): number {
  const value = typeof reply === 'string' || typeof reply === 'number' ? Number(reply) : NaN
  if (!Number.isSafeInteger(value)) throw unreadable()
  return value
}

/** @throws {ChatError} `unavailable` for what is no text. */
export function textOf(reply: unknown): string {
  if (typeof reply !== 'string') throw unreadable()
  return reply
}

/** Which of these it is. @throws {ChatError} `unavailable` for none of them. */
export function oneOf<const Value>(reply: unknown, ...values: readonly Value[]): Value {
  const value = values.find((one) => one === reply)
  if (value === undefined) throw unreadable()
  return value
}
