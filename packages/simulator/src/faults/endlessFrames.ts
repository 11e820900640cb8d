import type { Frame } from '../stream/eventFrame.ts'
import type { EndlessFault } from './Faults.ts'
import { indexOfToken } from './indexOfToken.ts'

/** What comes before the fault: all up to its token, or up to the first where that is 0. */
export function framesBefore(frames: readonly Frame[], { token }: EndlessFault): readonly Frame[] {
  const at = indexOfToken(frames, Math.max(1, token))
  if (at === undefined) return frames.filter(({ kind }) => kind !== 'end')
  return frames.slice(0, token === 0 ? at : at + 1)
}

/**
 * What takes the place of the rest: a comment every so often for ever, or one line that has no end,
 * made piece by piece.
 */
export function* endlessFrames(fault: EndlessFault): Generator<Frame> {
  if (fault.type === 'slow-drip') {
    for (;;) yield { kind: 'other', bytes: drip, waitMs: fault.everyMs }
  }
  yield { kind: 'other', bytes: lineStart.subarray(0, fault.bytes) }
  for (let left = fault.bytes - lineStart.length; left > 0; left -= linePiece.length) {
    yield { kind: 'other', bytes: linePiece.subarray(0, left) }
  }
}

const drip = Buffer.from(': drip\n\n')
const lineStart = Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"')
const linePiece = Buffer.alloc(16_384, 'x')
