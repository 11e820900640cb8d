import { ChatError, type Clock } from '@millrace/protocol'
import { isTerminal, textIn } from '../answer/answerFacts.ts'
import type { Asked, Asking } from '../answer/createAsking.ts'
import { isStream } from '../answer/open.ts'
import { type Answer, type Arrival, readAnswer } from '../answer/readAnswer.ts'
import { failed, gathered, ok, type Problem, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'
import { readText } from '../request/readText.ts'
import { miscounted, unended } from './numbering.ts'

/** So many words are read before the connection is cut. */
const wordsBefore = 3

/** Cuts the connection in the middle of an answer, and asks for the rest. */
export async function resume(asking: Asking, clock: Clock): Promise<Finding> {
  const asked = await asking.ask('the answer that was cut')
  if (!isStream(asked.visit.response)) {
    const { status } = asked.visit.response
    await readText(asked.visit)
    return skipped(`The question for it was refused with status ${status}.`)
  }
  const before = await readBeginning(asked, clock)
  if (asked.streamId === undefined) {
    return skipped('This answer has no name (x-millrace-stream), although the one before had.')
  }
  const after = before.arrivals.at(-1)?.n
  if (!before.left || after === undefined || !Number.isSafeInteger(after)) {
    return skipped('There was no numbered middle at which to cut: see numbering.')
  }
  const place = `asked for what follows event ${after}`
  const rest = await readRest(asked, 'the rest', clock, after)
  if ('advice' in rest) return { ...rest, seen: `Cut in the middle and ${place}: ${rest.seen}` }
  const wrong = [...misplaced(rest.arrivals, after), ...unended(rest), ...cutShort(rest)]
  if (wrong.length > 0) return gathered(wrong, '')
  return await compared(asked, [...before.arrivals, ...rest.arrivals], clock, place)
}

async function readBeginning(asked: Asked, clock: Clock): Promise<Answer> {
  let words = 0
  return await readAnswer(asked.visit, {
    clock,
    onArrival: ({ chunk }) =>
      chunk.type === 'text-delta' && ++words === wordsBefore ? 'leave' : undefined,
  })
}

/** What a route says to a resume; a problem where it is no stream. */
async function readRest(
  asked: Asked,
  where: string,
  clock: Clock,
  after?: number,
): Promise<Answer | Problem> {
  try {
    const visit = await asked.resume(where, after)
    if (isStream(visit.response)) return await readAnswer(visit, { clock })
    await readText(visit)
    return refusal(visit.response)
  } catch (thrown) {
    if (!(thrown instanceof ChatError)) throw thrown
    return failed(
      'no answer came.',
      'See the log of the server, and whether it takes GET …/stream.',
    )
  }
}

function refusal({ status }: Response): Problem {
  switch (status) {
    case 204:
      return failed(
        'the route says that nothing runs (status 204).',
        'Something takes the query `stream=…` away, or the connection that was cut stopped the answer: `Idempotency-Key` has to arrive at the route.',
      )
    case 404:
      return failed(
        'it is not found (status 404).',
        'See whether GET …/{chatId}/stream reaches the route: in Next.js it is app/api/chat/[[...path]]/route.ts that exports GET. With several processes they need one redisStore, or each reader has to come back to the same one.',
      )
    case 405:
      return failed(
        'GET is not taken (status 405).',
        'Mount the route for GET, PATCH, DELETE and OPTIONS too.',
      )
    case 416:
      return failed(
        'the route does not know that event (status 416).',
        'Something in between changes the numbers of the events.',
      )
    default:
      return failed(
        `the answer was no stream (status ${status}).`,
        'See whether GET …/{chatId}/stream reaches the route, with the session of who asks.',
      )
  }
}

/** Whoever loses a connection wants the answer all the same. */
function cutShort({ arrivals }: Answer): readonly Problem[] {
  if (!arrivals.some(({ chunk }) => chunk.type === 'abort' || chunk.type === 'error')) return []
  return [
    failed(
      'The rest came, and the answer was not written to its end: it ended with the connection.',
      'The header Idempotency-Key has to arrive at the route: it says that whoever asked can come back.',
    ),
  ]
}

function misplaced(arrivals: readonly Arrival[], after: number): readonly Problem[] {
  const [first] = arrivals
  if (first?.n !== undefined && first.n <= after) {
    return [
      failed(
        `The rest began with event ${first.n} although ${after} was there already.`,
        'The header Last-Event-ID has to arrive at the route, and nothing in between may cache the stream.',
      ),
    ]
  }
  return miscounted(arrivals, after + 1)
}

/** The whole once more, from its start: joined it has to be the same. */
async function compared(
  asked: Asked,
  joined: readonly Arrival[],
  clock: Clock,
  place: string,
): Promise<Finding> {
  const whole = await readRest(asked, 'the whole answer', clock)
  if ('advice' in whole || !whole.arrivals.some(isTerminal)) {
    return warning(
      'The rest came, but the whole answer could not be read once more.',
      'A page that is loaded again reads it from its start: see `keepMs` of the route.',
    )
  }
  if (textIn(whole.arrivals) !== textIn(joined)) {
    return failed(
      'The beginning and the rest are not the whole: the joined text is another one.',
      'Something in between loses, repeats or changes events.',
    )
  }
  return ok(`Cut in the middle and ${place}: the rest came, and the joined text is whole.`)
}
