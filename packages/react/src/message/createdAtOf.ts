import { factsOf, type Message } from '@millrace/protocol'

/** A day less than a `Date` can hold: there is no zone in which it has not a day. */
const latest = 8.64e15 - 86_400_000

/**
 * When a message was written, in milliseconds since the epoch. Undefined where nobody knows, and where what is stored
 * is no time: stored history is hostile.
 */
export function createdAtOf(message: Message): number | undefined {
  const time: unknown = factsOf(message).timings?.createdAt
  return typeof time === 'number' && Math.abs(time) <= latest ? time : undefined
}
