import type { Opening } from '../answer/open.ts'
import { failed, gathered, type Problem, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'

/**
 * Whether the headers of a stream keep what is in between from storing, changing or holding it.
 * @param flows - Whether its events were seen to come one after the other: what may hold them does not, then.
 */
export function headers(opening: Opening, flows: boolean): Finding {
  if (opening.kind !== 'stream') return skipped('There was no stream.')
  const { response } = opening.asked.visit
  const isNumbered = opening.answer.arrivals.some(({ n }) => n !== undefined)
  const problems = [
    ...stored(response.headers),
    ...held(response.headers, flows),
    ...named(response.headers, isNumbered),
  ]
  return gathered(
    problems,
    'The answer is text/event-stream, and its headers keep others from storing, changing and holding it.',
  )
}

function stored(all: Headers): readonly Problem[] {
  const said = all.get('cache-control') ?? ''
  const directives = new Set(
    said
      .toLowerCase()
      .split(',')
      .map((one) => one.trim()),
  )
  const has = (...names: readonly string[]): boolean => names.some((name) => directives.has(name))
  if (!has('no-store', 'no-cache')) {
    return [
      failed(
        said === '' ? 'There is no cache-control.' : `cache-control says ${said.slice(0, 100)}.`,
        'Send `cache-control: no-cache, no-transform`: a cache could keep an answer and give it to somebody else.',
      ),
    ]
  }
  if (has('no-transform')) return []
  return [
    warning(
      'cache-control has no no-transform.',
      'Send `cache-control: no-cache, no-transform`: without it a proxy may compress the stream, and hold it for that.',
    ),
  ]
}

function held(all: Headers, flows: boolean): readonly Problem[] {
  const problems: Problem[] = []
  const encoding = (all.get('content-encoding') ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity') {
    const grade = flows ? warning : failed
    problems.push(
      grade(
        `The stream is compressed (content-encoding: ${encoding.slice(0, 40)}).`,
        'Leave text/event-stream out of compression, in the server and in what stands before it: most compressors wait until they have enough.',
      ),
    )
  }
  const length = all.get('content-length')
  if (length !== null) {
    problems.push(
      failed(
        'The stream has a content-length.',
        'Something has read it to its end before it sent it on: turn buffering off there.',
      ),
    )
  }
  const accel = all.get('x-accel-buffering')?.trim().toLowerCase()
  // nginx takes the header for itself and does not hand it on.
  const isTaken = accel === undefined && /nginx|openresty|tengine/i.test(all.get('server') ?? '')
  if (accel !== 'no' && !isTaken) {
    const grade = flows || accel === undefined ? warning : failed
    problems.push(
      grade(
        accel === undefined
          ? 'There is no x-accel-buffering.'
          : `x-accel-buffering says ${accel.slice(0, 40)}.`,
        'Send `x-accel-buffering: no`: without it nginx holds a stream until it has some kilobytes of it.',
      ),
    )
  }
  return problems
}

function named(all: Headers, isNumbered: boolean): readonly Problem[] {
  const problems: Problem[] = []
  if (all.get('x-vercel-ai-ui-message-stream') !== 'v1') {
    problems.push(
      warning(
        'There is no x-vercel-ai-ui-message-stream: v1.',
        'Send it, and let what stands before the route hand it on: it says which stream this is.',
      ),
    )
  }
  if (isNumbered && !all.has('x-millrace-stream')) {
    problems.push(
      failed(
        'The events are numbered, and x-millrace-stream is missing.',
        'Something in between takes it away. Without it no client can name the answer that it wants to go on with.',
      ),
    )
  }
  return problems
}
