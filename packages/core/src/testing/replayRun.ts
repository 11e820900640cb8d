import {
  ChatError,
  type Clock,
  type Facts,
  type Frame,
  type Message,
  toChatError,
  wait,
} from '@millrace/protocol'
import { type ReadRequest, readRun, type Step } from '../recording/readRun.ts'
import type {
  Connection,
  ResumeRequest,
  SendRequest,
  StopRequest,
  Transport,
} from '../transport/Transport.ts'

export interface ReplayOptions {
  /** Everything comes when it came, by this clock. Without: as soon as the reader has taken in what was before. */
  readonly clock?: Clock
  /** The user stopped the answer here, or left: `() => void chat.stop()`. Without, the answer is interrupted. */
  readonly onStop?: () => void
}

/** A run that is played back. */
export interface ReplayedRun extends Transport {
  /** What was sent first, oldest first, as far as the run has it: the last one is the question. */
  readonly messages: readonly Message[]
  /** What is asked now, oldest first. */
  readonly sent: readonly SendRequest[]
  readonly resumed: readonly ResumeRequest[]
  readonly stopped: readonly StopRequest[]
  /** Requests of the run that nobody has asked yet. */
  readonly left: number
}

/**
 * Plays back what `copyRun` of `@millrace/core/recording` wrote: each request is answered as it was when it was recorded,
 * each read brings the same chunks in the same order, and connections break where they broke. A run that was copied while
 * it went on breaks off there.
 *
 * A request that the run does not have fails with `not_found`. What asks for whatever runs, without a name, finds nothing,
 * unless it did then.
 * @throws {TypeError} for what is no text.
 * @throws {ChatError} `bad_event`, with the number of the line, for a line that is none of a run; `too_large` for more
 *   than 16,000,000 letters.
 */
export function replayRun(text: string, options: ReplayOptions = {}): ReplayedRun {
  const { sends, requests, stops } = readRun(text)
  const { clock, onStop } = options
  const sent: SendRequest[] = []
  const resumed: ResumeRequest[] = []
  const stopped: StopRequest[] = []
  let startedAt: number | undefined
  let asked = 0
  let numbered = requests[0]?.numbered ?? false
  /** The user is to stop before anything else is asked. */
  let stopIsDue = false

  async function due({ at }: { readonly at: number }, signal: AbortSignal): Promise<void> {
    if (clock === undefined) return
    startedAt ??= clock.now()
    const leftMs = startedAt + at - clock.now()
    if (leftMs > 0) await wait(clock, leftMs, signal)
  }

  /** The user stops. Then the reader takes its request back, and until it does nothing comes. */
  async function stop(signal: AbortSignal): Promise<void> {
    stopIsDue = false
    if (onStop === undefined) return
    onStop()
    await aborted(signal)
  }

  /** The reader has no connection. It is to take in first how that ended, and not to show it all before it is stopped. */
  async function stopSoon(): Promise<void> {
    stopIsDue = onStop !== undefined
    await new Promise<void>((resolve) => queueTask(resolve))
    if (!stopIsDue) return
    stopIsDue = false
    onStop?.()
  }

  async function answer(
    asks: ReadRequest['asks'],
    isNamed: boolean,
    signal: AbortSignal,
  ): Promise<Connection | undefined> {
    const request = requests[asked]
    if (stopIsDue) await stop(signal)
    signal.throwIfAborted()
    if (asks === 'resume' && !isNamed && request?.isNamed !== false) return undefined
    if (request?.asks !== asks) {
      throw new ChatError('not_found', `The run has no ${asks} after its request ${asked}.`)
    }
    asked++
    if (clock !== undefined) startedAt ??= clock.now() - request.at
    return await open(request.steps, signal)
  }

  async function open(
    [step, ...rest]: readonly Step[],
    signal: AbortSignal,
  ): Promise<Connection | undefined> {
    if (step === undefined) throw brokenOff()
    await due(step, signal)
    switch (step.step) {
      case 'accept':
        if (step.streamId !== undefined) numbered = true
        return { streamId: step.streamId, frames: framesOf(rest, signal) }
      case 'nothing':
        closed(rest)
        return undefined
      case 'fail':
        closed(rest)
        throw step.error
      default:
        await stop(signal)
        throw new ChatError('aborted', 'Stopped.')
    }
  }

  /** The connection is over. Where the user stopped after that, and did not end it by that, it is time to. */
  function closed(steps: readonly Step[]): void {
    const happens = new Set(steps.map(({ step }) => step))
    if (happens.has('stop') && !happens.has('abort')) void stopSoon()
  }

  function framesOf(steps: readonly Step[], signal: AbortSignal): AsyncIterable<readonly Frame[]> {
    return {
      [Symbol.asyncIterator]() {
        const left = new AbortController()
        left.signal.addEventListener('abort', () => closed(steps), { once: true })
        const iterator = play(steps, AbortSignal.any([signal, left.signal]), left)
        return {
          next: () => iterator.next(),
          async return() {
            left.abort()
            return await iterator.return(undefined)
          },
        }
      },
    }
  }

  async function* play(
    steps: readonly Step[],
    signal: AbortSignal,
    left: AbortController,
  ): AsyncGenerator<readonly Frame[], undefined, undefined> {
    try {
      for (const step of steps) {
        await due(step, signal)
        if (step.step === 'read') {
          yield step.frames
          continue
        }
        if (step.step === 'abort' || step.step === 'stop') await stop(signal)
        // Who left had not seen the end.
        if (step.step === 'leave') await aborted(signal)
        if (step.step === 'fail') throw step.error
        return undefined
      }
    } catch (thrown) {
      if (signal.aborted) return undefined
      throw thrown
    } finally {
      left.abort()
    }
    throw brokenOff()
  }

  return {
    ...(sends === undefined ? {} : { sends }),
    isNumbered: () => numbered,
    async send(request, { signal }) {
      sent.push(request)
      const connection = await takenBack(answer('send', true, signal), signal)
      if (connection !== undefined) return connection
      throw new ChatError('not_found', 'The run has no answer to this question.')
    },
    async resume(request, { signal }) {
      resumed.push(request)
      const isNamed = request.runId !== undefined || request.streamId !== undefined
      return await takenBack(answer('resume', isNamed, signal), signal)
    },
    async stop(request): Promise<Facts | undefined> {
      const told = stops[stopped.length]
      stopped.push(request)
      if (told instanceof ChatError) throw told
      return told
    },
    messages: requests.find(({ asks }) => asks === 'send')?.messages ?? [],
    sent,
    resumed,
    stopped,
    get left() {
      return requests.length - asked
    },
  }
}

async function takenBack<Value>(answer: Promise<Value>, signal: AbortSignal): Promise<Value> {
  try {
    return await answer
  } catch (thrown) {
    if (signal.aborted) throw new ChatError('aborted', 'Stopped.', { cause: thrown })
    throw toChatError(thrown)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function brokenOff(): ChatError {
  return new ChatError('network', 'The run ends here.', { retryable: true })
}

function queueTask(task: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    task()
  }
  port2.postMessage(undefined)
}
