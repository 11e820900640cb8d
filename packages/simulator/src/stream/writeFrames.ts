import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock/systemClock.ts'
import { breakOff } from '../faults/breakOff.ts'
import type { ByteFault } from '../faults/parseFault.ts'
import type { Pace } from '../pace/createPace.ts'
import { type Cut, cutFrames } from './cutFrames.ts'
import type { Frame } from './eventFrame.ts'

/** How frames are written. */
export interface WriteOptions {
  readonly cut: Cut
  readonly pace: Pace
  readonly clock: Clock
  /** Where the body breaks off, if it does. A body that is shorter ends as usual. */
  readonly fault?: ByteFault | undefined
  /** Ends the writing; aborts when the client leaves. */
  readonly signal: AbortSignal
}

/**
 * Writes frames as the body of a response whose headers are out, and ends it. Waits before each
 * token and whenever the reader is slower; stops at once when the client leaves.
 */
export async function writeFrames(
  response: ServerResponse,
  frames: readonly Frame[],
  { cut, pace, clock, fault, signal }: WriteOptions,
): Promise<void> {
  let bytesLeft = fault?.afterBytes ?? Infinity
  let tokens = 0
  for (const piece of cutFrames(frames, cut)) {
    if (fault && bytesLeft === 0) break
    if (piece.kind === 'token') {
      const ms = tokens++ === 0 ? pace.firstTokenMs() : pace.tokenMs()
      if (ms > 0) await clock.wait(ms, signal)
    }
    if (signal.aborted) return
    const bytes = piece.bytes.subarray(0, bytesLeft)
    bytesLeft -= bytes.length
    if (!response.write(bytes)) await drained(response, signal)
  }
  if (signal.aborted) return
  if (fault && bytesLeft === 0) await breakOff(response, fault.type, signal)
  else response.end()
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    function finish(): void {
      response.off('drain', finish)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    response.once('drain', finish)
    signal.addEventListener('abort', finish, { once: true })
  })
}
