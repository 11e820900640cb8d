import type { Exchange } from '../api/Exchange.ts'
import type { Clock } from '../clock/systemClock.ts'
import { disturbFrames } from '../faults/disturbFrames.ts'
import { endlessFrames, framesBefore } from '../faults/endlessFrames.ts'
import { errorFrame } from '../faults/errorFrame.ts'
import { holdHeaders } from '../faults/holdHeaders.ts'
import type { Pace } from '../pace/createPace.ts'
import { type Cut, cutFrames } from './cutFrames.ts'
import type { Frame } from './eventFrame.ts'
import { writeFrames } from './writeFrames.ts'

/** How a stream is sent. */
export interface StreamOptions {
  /** Where the exchange names no cut. */
  readonly usualCut: Cut
  readonly pace: Pace
  readonly clock: Clock
}

/** Answers with a stream of events, with everything that is to go wrong with it. */
export async function sendStream(
  exchange: Exchange,
  frames: readonly Frame[],
  { usualCut, pace, clock }: StreamOptions,
): Promise<void> {
  const { faults, response, signal, cut = usualCut } = exchange
  await holdHeaders(faults, clock, signal)
  if (signal.aborted) return
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  })
  response.flushHeaders()
  const disturbed = (faults.events ?? []).reduce(
    (before, fault) => disturbFrames(before, fault, (at) => errorFrame(exchange, at)),
    frames,
  )
  await writeFrames(response, pieces(disturbed, exchange, cut), {
    pace,
    clock,
    ending: faults.ending,
    signal,
  })
}

/** What goes on for ever is written as it is made, whatever the cut. */
function* pieces(frames: readonly Frame[], { faults }: Exchange, cut: Cut): Generator<Frame> {
  const { endless } = faults
  yield* cutFrames(endless ? framesBefore(frames, endless) : frames, cut)
  if (endless) yield* endlessFrames(endless)
}
