import { ChatError, type Clock } from '@millrace/protocol'
import { factsIn, isTerminal } from '../answer/answerFacts.ts'
import type { Asked, Asking } from '../answer/createAsking.ts'
import { isStream } from '../answer/open.ts'
import { type Arrival, readAnswer } from '../answer/readAnswer.ts'
import { failed, ok, skipped } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'
import { readText } from '../request/readText.ts'

/** A stop that takes longer is none: what is written meanwhile is paid for. */
const patienceMs = 5000
/** An answer that ends by itself right then tells nothing. */
const coincidenceMs = 300

interface Stopped {
  readonly status: number | undefined
  readonly atMs: number
}

/** Stops an answer while it is being written. */
export async function stop(asking: Asking, clock: Clock): Promise<Finding> {
  const asked = await asking.ask('the answer that was stopped')
  if (!isStream(asked.visit.response)) {
    const { status } = asked.visit.response
    await readText(asked.visit)
    return skipped(`The question for it was refused with status ${status}.`)
  }
  if (asked.streamId === undefined) {
    asked.visit.end()
    return skipped('This answer has no name (x-millrace-stream), although the one before had.')
  }
  const { arrivals, error, left, stopped, firstWord } = await stopInTheMiddle(asked, clock)
  if (firstWord === undefined || stopped === undefined) {
    return skipped('No word came that could be stopped.')
  }
  const terminal = arrivals.find(isTerminal)
  // Both came with one read: it was over before the stop went out.
  if (terminal !== undefined && terminal.read === firstWord.read) return overBefore
  const { status } = stopped
  if (status === undefined || status >= 300) {
    return failed(
      status === undefined
        ? 'The stop was not answered.'
        : `The stop was refused with status ${status}.`,
      'See whether DELETE …/{chatId}/stream reaches the route: it has to be mounted for DELETE, and with several processes they need one redisStore.',
    )
  }
  if (terminal === undefined) {
    return left
      ? failed(
          `The answer went on ${patienceMs / 1000} s after it was stopped.`,
          'The stop does not reach whoever writes the answer. A provider of your own has to end when its signal aborts.',
        )
      : failed(
          'The answer broke off when it was stopped, without saying so.',
          error?.message ?? 'An abort and [DONE] are expected: see what closes the connection.',
        )
  }
  const tookMs = Math.round(terminal.atMs - stopped.atMs)
  if (terminal.chunk.type === 'abort' || factsIn(arrivals).status === 'stopped') {
    return ok(`Stopped in the middle, the answer ended after ${Math.max(0, tookMs)} ms.`)
  }
  if (tookMs < coincidenceMs) return overBefore
  return failed(
    `The answer was stopped, and was written to its end all the same, ${(tookMs / 1000).toFixed(1)} s later.`,
    'The stop does not reach whoever writes the answer. A provider of your own has to end when its signal aborts.',
  )
}

const overBefore = skipped(
  'It could not be told: the answer was over before it could be stopped. Ask for something longer with --question.',
)

async function stopInTheMiddle(
  asked: Asked,
  clock: Clock,
): Promise<
  Awaited<ReturnType<typeof readAnswer>> & {
    readonly stopped: Stopped | undefined
    readonly firstWord: Arrival | undefined
  }
> {
  let firstWord: Arrival | undefined
  let stopping: Promise<Stopped> | undefined
  let cancel: (() => void) | undefined
  const answer = await readAnswer(asked.visit, {
    clock,
    onArrival(arrival) {
      if (firstWord === undefined && arrival.chunk.type === 'text-delta') {
        firstWord = arrival
        stopping = sendStop(asked, clock)
        cancel = clock.schedule(asked.visit.end, patienceMs)
      }
      return undefined
    },
  })
  cancel?.()
  return { ...answer, stopped: await stopping, firstWord }
}

/** Never rejects but for the signal of who examines. */
async function sendStop(asked: Asked, clock: Clock): Promise<Stopped> {
  const atMs = clock.now()
  try {
    const visit = await asked.stop('the stop')
    await readText(visit)
    return { status: visit.response.status, atMs }
  } catch (thrown) {
    if (!(thrown instanceof ChatError)) throw thrown
    return { status: undefined, atMs }
  }
}
