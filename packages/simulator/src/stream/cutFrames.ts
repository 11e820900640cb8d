import { invalidRequest } from '../errors/ApiError.ts'
import { seededRandom } from '../random/seededRandom.ts'
import type { Frame } from './eventFrame.ts'

/**
 * How a body is cut into network writes, each one HTTP chunk: one per event and paced (`event`),
 * all at once (`whole`), byte by byte (`byte`), or in pieces of 1 to 64 bytes (`random`).
 */
export type Cut =
  | { readonly type: 'event' }
  | { readonly type: 'whole' }
  | { readonly type: 'byte' }
  | { readonly type: 'random'; readonly seed: number }

const longestRandomPiece = 64

/**
 * Reads `event`, `whole`, `byte` or `random:<seed>`, the seed being up to ten digits.
 * @throws {ApiError} 400 if the text is none of these.
 */
export function parseCut(text: string): Cut {
  if (text === 'event' || text === 'whole' || text === 'byte') return { type: text }
  const seed = /^random:(\d{1,10})$/.exec(text)?.[1]
  if (seed !== undefined) return { type: 'random', seed: Number(seed) }
  throw invalidRequest(
    `Unknown cut ${JSON.stringify(text.slice(0, 64))}: use event, whole, byte or random:<seed>.`,
  )
}

/**
 * Cuts frames into what is written at a time. Unless cut by event, pieces may begin and end
 * anywhere, and only the first counts as a token, so that it alone is waited for.
 */
export function* cutFrames(frames: readonly Frame[], cut: Cut): Generator<Frame> {
  if (cut.type === 'event') return yield* frames
  const body = Buffer.concat(frames.map((frame) => frame.bytes))
  const random = seededRandom(cut.type === 'random' ? cut.seed : 0)
  for (let start = 0; start < body.length;) {
    const size = sizeOfNext(cut, body.length, random)
    yield { kind: start === 0 ? 'token' : 'other', bytes: body.subarray(start, start + size) }
    start += size
  }
}

function sizeOfNext(cut: Cut, wholeSize: number, random: () => number): number {
  if (cut.type === 'byte') return 1
  if (cut.type === 'random') return 1 + Math.floor(random() * longestRandomPiece)
  return wholeSize
}
