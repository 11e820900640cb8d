import { isTerminal } from '../answer/answerFacts.ts'
import type { Opening } from '../answer/open.ts'
import type { Answer, Arrival } from '../answer/readAnswer.ts'
import { failed, gathered, type Problem, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'

/** Whether every event has its number, one after the other, and the answer has one end. */
export function numbering(opening: Opening): Finding {
  if (opening.kind !== 'stream') return skipped('There was no stream.')
  const { answer, asked } = opening
  const { arrivals } = answer
  const isNumbered = asked.streamId !== undefined || arrivals.some(({ n }) => n !== undefined)
  const problems = [
    ...(isNumbered ? miscounted(arrivals) : [without]),
    ...unended(answer),
    ...strangers(arrivals),
  ]
  const [first] = arrivals
  const last = arrivals.at(-1)
  return gathered(
    problems,
    `${arrivals.length} events, numbered from ${first?.n} to ${last?.n} without a gap, with one end.`,
  )
}

const without = warning(
  'The events have no numbers.',
  'That is the plain stream of the AI SDK: it can be read, but a loss is not noticed and an answer that broke off cannot go on. createChatRoute of @millrace/server numbers them.',
)

const lost =
  'Something in between changes the stream: it must hand every event on as it is, ids included.'

/** The first number that is not the one that follows. */
export function miscounted(
  arrivals: readonly Pick<Arrival, 'n'>[],
  from?: number,
): readonly Problem[] {
  let expected = from
  for (const [index, { n }] of arrivals.entries()) {
    const which = `Event ${index + 1} of ${arrivals.length}`
    if (n === undefined) return [failed(`${which} has no id.`, lost)]
    if (!Number.isSafeInteger(n)) return [failed(`${which} has an id that is no number.`, lost)]
    if (expected === undefined && n > 1) {
      return [failed(`The first event has the number ${n}: the beginning is missing.`, lost)]
    }
    if (expected !== undefined && n !== expected) {
      const what = n > expected ? 'There is a gap' : 'An event is repeated or out of order'
      return [
        failed(
          `${what}: ${which.toLowerCase()} has the number ${n} in place of ${expected}.`,
          lost,
        ),
      ]
    }
    expected = n + 1
  }
  return []
}

/** What is wrong with the end of an answer. */
export function unended({
  arrivals,
  error,
}: Pick<Answer, 'arrivals' | 'error'>): readonly Problem[] {
  if (error !== undefined) return [brokenOff(error.code, error.message)]
  const end = arrivals.findIndex(({ chunk }) => chunk.type === '[DONE]')
  const terminals = arrivals.filter(isTerminal).length
  if (terminals === 0) {
    return [
      failed(
        end === -1
          ? 'The stream ended without an end: no finish, no [DONE].'
          : 'The stream ended without saying how: no finish, abort or error.',
        'The server, or what stands before it, broke off in the middle: see its log and its timeouts.',
      ),
    ]
  }
  if (terminals > 1) {
    return [
      failed(`The message ends ${terminals} times.`, 'One answer has one finish, abort or error.'),
    ]
  }
  if (end === -1) {
    return [
      failed(
        'The end mark is missing: data: [DONE].',
        'Send it as the last event: it says that nothing was lost.',
      ),
    ]
  }
  if (end !== arrivals.length - 1) {
    return [
      failed(
        'Events follow after [DONE].',
        'Nothing may follow the end mark: clients do not read it.',
      ),
    ]
  }
  return []
}

function brokenOff(code: string, message: string): Problem {
  switch (code) {
    case 'bad_event':
      return failed(
        `An event cannot be read: ${message.slice(0, 200)}.`,
        'Each event is one JSON chunk of the UI message stream: see what writes into the stream beside the route.',
      )
    case 'too_large':
      return failed(
        'The answer does not end: it was left when it was larger than any answer to a small question.',
        'See what is at this address, and `maxOutputTokens` of the route.',
      )
    case 'timeout':
      return failed(
        `The answer did not end. ${message}`,
        'See what holds it. A slow model needs a higher --timeout.',
      )
    default:
      return failed(
        'The connection broke in the middle of the answer.',
        'See the timeouts of what stands before the route: an answer may take minutes.',
      )
  }
}

function strangers(arrivals: readonly Arrival[]): readonly Problem[] {
  const count = arrivals.filter(({ chunk }) => chunk.type === 'skipped').length
  if (count === 0) return []
  return [
    warning(
      `${count} ${count === 1 ? 'event is' : 'events are'} of a kind that is not known.`,
      'Clients skip them. A newer version of @millrace/doctor may know them.',
    ),
  ]
}
