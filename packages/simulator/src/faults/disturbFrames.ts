import { ApiError } from '../errors/ApiError.ts'
import { eventFrame, type Frame } from '../stream/eventFrame.ts'
import type { EventFault } from './parseFault.ts'

/** Applies a fault to the events of a stream. Everything it does not name stays as it was. */
export function disturbFrames(frames: readonly Frame[], fault: EventFault): readonly Frame[] {
  if (fault.type === 'error-first') return [errorFrame()]
  const tokens = frames.flatMap((frame, index) => (frame.kind === 'token' ? [index] : []))
  const at = tokens[Math.min(fault.token, tokens.length) - 1]
  if (at === undefined) return fault.type === 'error-mid-stream' ? [errorFrame()] : frames
  switch (fault.type) {
    case 'error-mid-stream':
      return [...frames.slice(0, at + 1), errorFrame()]
    case 'garbage':
      return [...frames.slice(0, at + 1), eventFrame('other', '{oops'), ...frames.slice(at + 1)]
    case 'duplicate':
      return [...frames.slice(0, at + 1), ...frames.slice(at)]
    case 'drop':
      return frames.toSpliced(at, 1)
    case 'swap':
      return swap(frames, at, tokens[tokens.indexOf(at) + 1])
  }
}

function swap(frames: readonly Frame[], at: number, next: number | undefined): readonly Frame[] {
  const first = frames[at]
  const second = next === undefined ? undefined : frames[next]
  if (next === undefined || first === undefined || second === undefined) return frames
  return frames.with(at, second).with(next, first)
}

/** An error after HTTP 200. The stream ends behind it, without `[DONE]`. */
function errorFrame(): Frame {
  const message = 'The server had an error while processing your request. Sorry about that!'
  return eventFrame('other', new ApiError(500, message, { type: 'server_error' }).body)
}
