import type { ChatSummary } from '../../history/History.ts'
import { shown } from './expectSame.ts'

/** @throws {Error} where a conversation does not look as it should in a list. */
export function expectSummary({ id, title, pinned, createdAt, updatedAt }: ChatSummary): void {
  if (title !== undefined && typeof title !== 'string') {
    throw wrong(`The title of ${shown(id)} must be a text or not there at all`, title)
  }
  if (pinned !== undefined && typeof pinned !== 'boolean') {
    throw wrong(`pinned of ${shown(id)} must be true, false or not there at all`, pinned)
  }
  if (!isTime(updatedAt))
    throw wrong('updatedAt must be in milliseconds since the epoch', updatedAt)
  if (createdAt === undefined || (isTime(createdAt) && createdAt <= updatedAt)) return
  const sentence =
    'createdAt must be in milliseconds since the epoch and not after updatedAt, or not there at all'
  throw wrong(sentence, createdAt)
}

/** From 2001 to 2286: seconds are too few, microseconds too many. */
function isTime(value: unknown): boolean {
  return typeof value === 'number' && value > 1e12 && value < 1e13
}

function wrong(sentence: string, came: unknown): Error {
  return new Error(`${sentence}, came ${shown(came)}.`)
}
