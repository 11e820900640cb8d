import type { Usage } from '@millrace/protocol'
import type { Read } from '../policy/Policy.ts'
import type { CachedAnswer, CachedEvent } from './CachedAnswer.ts'

/** What an answer uses that nobody was asked for. */
export const nothingUsed: Usage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 }

/** So many UTF-16 units come in one read: at once, but in pieces that the client's pace can show one after the other. */
const pieceLength = 200

/** News that an answer was given before. */
export function cachedNotice(createdAt: number): Read {
  return [{ type: 'notice', notice: { kind: 'cached', createdAt } }]
}

/** A kept answer as a provider would say it. What it used comes first: it is true of one that is stopped as well. */
export function* replay({ createdAt, events }: CachedAnswer, usage: Usage): Generator<Read> {
  yield cachedNotice(createdAt)
  yield [{ type: 'usage', usage }]
  for (const event of events) yield* inPieces(event)
  yield [{ type: 'finish', finishReason: 'stop' }]
}

function* inPieces(event: CachedEvent): Generator<Read> {
  if (!('text' in event) || ('providerMetadata' in event && event.providerMetadata !== undefined)) {
    yield [event]
    return
  }
  const { type, text } = event
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = Math.min(from + pieceLength, text.length)
    // Not between the two halves of a character.
    if (to < text.length && isHighHalf(text.charCodeAt(to - 1))) to--
    yield [{ type, text: text.slice(from, to) }]
  }
}

function isHighHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
