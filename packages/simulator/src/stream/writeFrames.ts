import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock/systemClock.ts'
import { breakOff } from '../faults/breakOff.ts'
import type { EndingFault } from '../faults/Faults.ts'
import type { Pace } from '../pace/createPace.ts'
import type { Frame } from './eventFrame.ts'

/** How frames are written. */
export interface WriteOptions {
  readonly pace: Pace
  readonly clock: Clock
  /** Where the body breaks off, if it does. A body that is shorter ends as usual. */
  readonly ending: EndingFault | undefined
  /** Ends the writing; aborts when the client leaves. */
  readonly signal: AbortSignal
}

/**
 * Writes frames as the body of a response whose headers are out, each in one piece, and ends it. Waits
 * before each token and whenever the reader is slower; stops at once when the client leaves.
 */
export async function writeFrames(
  response: ServerResponse,
  frames: Iterable<Frame>,
  { pace, clock, ending, signal }: WriteOptions,
): Promise<void> {
  let bytesLeft = ending?.afterBytes ?? Infinity
  let tokens = 0
  for (const { kind, bytes: all, waitMs } of frames) {
    if (ending && bytesLeft === 0) break
    const ms = waitMs ?? (kind === 'token' ? waitOf(pace, tokens++) : 0)
    if (ms > 0) await clock.wait(ms, signal)
    if (signal.aborted) return
    const bytes = all.subarray(0, bytesLeft)
    bytesLeft -= bytes.length
    if (!response.write(bytes)) await drained(response, signal)
  }
  if (signal.aborted) return
  if (ending && bytesLeft === 0) await breakOff(response, ending.type, signal)
  else response.end()
}

function waitOf(pace: Pace, tokensBefore: number): number {
  return tokensBefore === 0 ? pace.firstTokenMs() : pace.tokenMs()
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
