import { eventFrame, type Frame } from '../stream/eventFrame.ts'
import type { EventFault } from './Faults.ts'
import { indexOfToken } from './indexOfToken.ts'

/**
 * Applies a fault to the events of a stream. Everything it does not name stays as it was.
 * @param errorAt - The event that reports an error, as the so-manyth of the stream, from 0.
 */
export function disturbFrames(
  frames: readonly Frame[],
  { type, token }: EventFault,
  errorAt: (position: number) => Frame,
): readonly Frame[] {
  if (type === 'error-first') return [errorAt(0)]
  const at = indexOfToken(frames, token)
  if (at === undefined) return type === 'error-mid-stream' ? [errorAt(0)] : frames
  switch (type) {
    case 'error-mid-stream':
      // The stream ends behind it, without its end marker.
      return [...frames.slice(0, at + 1), errorAt(at + 1)]
    case 'garbage':
      return [...frames.slice(0, at + 1), eventFrame('other', '{oops'), ...frames.slice(at + 1)]
    case 'duplicate':
      return [...frames.slice(0, at + 1), ...frames.slice(at)]
    case 'drop':
      return frames.toSpliced(at, 1)
    case 'swap':
      return swap(frames, at)
  }
}

function swap(frames: readonly Frame[], at: number): readonly Frame[] {
  const next = frames.findIndex(({ kind }, index) => index > at && kind === 'token')
  const first = frames[at]
  const second = frames[next]
  if (first === undefined || second === undefined) return frames
  return frames.with(at, second).with(next, first)
}
