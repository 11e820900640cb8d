import { ChatError, type Clock, type Frame, systemClock } from '@millrace/protocol'
import type { Connection, ResumeRequest, SendRequest, Transport } from '../transport/Transport.ts'
import { copyOf } from './copyOf.ts'
import { createRun, type RecordedRequest, type Run } from './createRun.ts'
import type { RunOutcome } from './RunLine.ts'

export interface RecordOptions {
  /** How many runs are kept, the last ones. At least 1. Default 5. */
  readonly runs?: number
  /** The most that is kept of one run, in bytes; beyond, its middle goes. At least 1000. Default 1,000,000. */
  readonly maxBytes?: number
  readonly clock?: Clock
  /**
   * What a copy shows of what was said. `content`: its shape only (`copyRun` tells). `none`: the texts, as they are; then a
   * copy is as private as the conversation. Default `content`.
   */
  readonly redact?: 'content' | 'none'
}

/** A run that was recorded. */
export interface RunInfo {
  /** For `copyRun`: `r1`, `r2` and so on, for as long as the page lasts. */
  readonly id: string
  /** The same for runs of the same chat, and not its id. */
  readonly chat: string
  /** In milliseconds since the epoch. */
  readonly startedAt: number
  readonly outcome: RunOutcome
  /** How many lines its copy has, the first one included. */
  readonly lines: number
}

/** A transport that remembers what went through it. */
export interface RecordingTransport extends Transport {
  /** The runs that are kept, oldest first. */
  runs(): readonly RunInfo[]
  /**
   * One run as JSON lines, each ending in `\n`. By default the last one.
   *
   * The first line is `{ "millrace": "run", "version": 1, "redact", "chat", "startedAt", "outcome" }`, with `code` for a
   * failure and `sends` where the transport has it. Each other line is one `event`, `at` so many milliseconds after the
   * beginning. `on` is the request it belongs to, counted from 1:
   *
   * - `send`: a question goes out, as `run`; with its `trigger`, the newest of its `messages` and how many `earlier` ones are
   *   not here, and `messageId`, `continues`, `leftOut` as in `SendRequest`. `numbered`: whether the server was known to
   *   number its answers.
   * - `resume`: an answer is asked for again, by `run` and `stream`, from the number that follows `after`.
   * - `accept`: the headers are there, with the name of the `stream` where the server gave one.
   * - `nothing`: nothing runs.
   * - `chunk`: a `chunk` as it came, before it was put in order. `n`: its number (absent: none; null: one that makes no
   *   sense); `again`: this number came before; `read`: chunks with the same one came in one network read.
   * - `end`: the body ended. `fail`: the request or the body failed, with `code`, `retryable`, `retryAfterMs`, `status`.
   *   `leave`: the reader had enough, after the end or to ask again for what was missing. `abort`: the reader took the
   *   request back, for a stop or because nobody looks any more.
   * - `stop`: the server was asked to stop; then `stopped`, with the `facts` it told, or `stop-failed`.
   * - `left-out`: so many `lines` of so many `bytes` stood here, and were too much.
   *
   * Headers, what was added to a body, and the words of errors are never in it. With `redact: 'content'` every letter of a
   * text is `x` and every digit `0`, other scripts too; white space, punctuation, Markdown, line ends and lengths stay, and
   * an emoji is another one. Tool names and types stay. Values keep their JSON shape, under other names. Ids are `m1`, `t1`
   * and so on, the same for the same. Addresses lead to `example.invalid`.
   * @throws {ChatError} `not_found` when there is no such run, or none at all.
   */
  copyRun(id?: string): string
}

/**
 * Wraps a transport: all goes through as it is, and what went through is kept, for `runs` and `copyRun`. One may serve many
 * chats. What joins an answer counts as a run once a chunk came.
 * @throws {RangeError} for a number of runs or bytes that is out of its range.
 */
export function recordRuns(transport: Transport, options: RecordOptions = {}): RecordingTransport {
  const { runs: mostRuns = 5, maxBytes = 1_000_000, clock = systemClock } = options
  const { redact = 'content' } = options
  if (!(Number.isInteger(mostRuns) && mostRuns >= 1)) throw new RangeError('runs: 1 or more.')
  if (!(maxBytes >= 1000)) throw new RangeError('maxBytes: 1000 or more.')
  let kept: readonly Kept[] = []
  let count = 0

  /** The run that a request belongs to: the one of its name, or a new one. */
  function runOf(request: ResumeRequest | SendRequest): Run {
    const known = kept.findLast(({ run }) => run.isNamed(request))
    if (known !== undefined) return known.run
    return createRun({ chatId: request.chatId, maxBytes, clock, onShown: keep })
  }

  function keep(run: Run): void {
    kept = [...kept, { id: `r${++count}`, run }].slice(-mostRuns)
  }

  return {
    ...(transport.sends === undefined ? {} : { sends: transport.sends }),
    isNumbered: () => transport.isNumbered(),
    async send(sent, how) {
      const numbered = transport.isNumbered()
      // The request first: what is kept of it takes a moment.
      const answer = transport.send(sent, how)
      const request = runOf(sent).sent(sent, numbered)
      return followed(await heard(answer, request, how.signal), request)
    },
    async resume(sent, how) {
      const numbered = transport.isNumbered()
      const answer = transport.resume(sent, how)
      const request = runOf(sent).resumed(sent, numbered)
      const connection = await heard(answer, request, how.signal)
      if (connection !== undefined) return followed(connection, request)
      request.close('nothing')
      return undefined
    },
    stop(sent) {
      const stopped = transport.stop(sent)
      const known = kept.findLast(({ run }) => run.isNamed(sent))
      known?.run.stopAsked()
      if (known !== undefined) stopped.then(known.run.stopped, known.run.stopFailed)
      return stopped
    },
    runs: () => kept.map(({ id, run }) => ({ id, ...run.info })),
    copyRun(id) {
      const found = id === undefined ? kept.at(-1) : kept.find((one) => one.id === id)
      if (found === undefined) throw new ChatError('not_found', 'No such run was recorded.')
      return copyOf(found.run.header(redact, transport.sends), found.run.lines())
    },
  }
}

interface Kept {
  readonly id: string
  readonly run: Run
}

async function heard<Answer>(
  answer: Promise<Answer>,
  request: RecordedRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const aborted = (): void => request.abort()
  signal.addEventListener('abort', aborted, { once: true })
  request.onClose(() => signal.removeEventListener('abort', aborted))
  try {
    return await answer
  } catch (thrown) {
    request.fail(thrown)
    throw thrown
  }
}

/** The connection with frames that are noted. */
function followed({ streamId, frames }: Connection, request: RecordedRequest): Connection {
  request.accept(streamId)
  return {
    streamId,
    frames: { [Symbol.asyncIterator]: () => noted(frames[Symbol.asyncIterator](), request) },
  }
}

/** Hands on the very promises that it gets: a reader waits no longer than without. */
function noted(
  iterator: AsyncIterator<readonly Frame[]>,
  request: RecordedRequest,
): AsyncIterator<readonly Frame[]> {
  return {
    next() {
      const next = iterator.next()
      next
        .then(
          ({ done, value }) => (done === true ? request.close('end') : request.read(value)),
          request.fail,
        )
        // What is no frame is for the reader to stumble over.
        .catch(() => undefined)
      return next
    },
    async return() {
      request.close('leave')
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
}
