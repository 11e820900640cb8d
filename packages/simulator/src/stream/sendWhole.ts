import type { Exchange } from '../api/Exchange.ts'
import type { Clock } from '../clock/systemClock.ts'
import { holdHeaders } from '../faults/holdHeaders.ts'
import type { WholeResponse } from '../http/sendBody.ts'
import { createPace } from '../pace/createPace.ts'
import { cutFrames } from './cutFrames.ts'
import { writeFrames } from './writeFrames.ts'

const unpaced = createPace('none', () => 0)

/**
 * Answers in one piece, late or broken off where that is wanted. A body that breaks off does not say
 * how long it is.
 */
export async function sendWhole(
  { faults, cut = { type: 'whole' }, response, signal }: WholeExchange,
  { status, contentType, headers, body }: WholeResponse,
  clock: Clock,
): Promise<void> {
  await holdHeaders(faults, clock, signal)
  if (signal.aborted || response.headersSent) return
  const { ending } = faults
  const bytes = Buffer.from(body)
  response.writeHead(status, {
    'content-type': contentType,
    ...(ending === undefined && { 'content-length': bytes.length }),
    ...headers,
  })
  response.flushHeaders()
  const frames = cutFrames([{ kind: 'other', bytes }], cut)
  await writeFrames(response, frames, { pace: unpaced, clock, ending, signal })
}

type WholeExchange = Pick<Exchange, 'faults' | 'cut' | 'response' | 'signal'>
