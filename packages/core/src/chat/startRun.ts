import {
  ChatError,
  type Backoff,
  type Chunk,
  type Clock,
  type DataChunk,
  type EndOfStream,
  type ErrorInfo,
  type Facts,
  type Frame,
  fullJitterMs,
  isDataChunk,
  isEnd,
  isErrorInfo,
  type Random,
  toChatError,
  wait,
} from '@millrace/protocol'
import { until } from '../transport/until.ts'
import { createPacer, type Pace } from '../pace/createPacer.ts'
import type { FrameSource } from '../pace/FrameSource.ts'
import type { WakeSource } from '../connection/WakeSource.ts'
import { createSequencer, type Sequencer } from '../sequence/createSequencer.ts'
import type { Connection, SendRequest, Transport } from '../transport/Transport.ts'

/** How a run ended. Exactly one of these, once. */
export type Outcome =
  | { readonly status: 'complete' }
  /** There was nothing to follow. */
  | { readonly status: 'nothing' }
  /** By the user, or by the server at somebody's wish. */
  | { readonly status: 'stopped' }
  /** Nobody looks any more; the answer may go on without us. */
  | { readonly status: 'detached' }
  /** The question did not reach the server, as far as is known. It may be sent again under its run id. */
  | { readonly status: 'lost' }
  | { readonly status: 'failed'; readonly error: ErrorInfo; readonly accepted: boolean }

export interface RunOptions {
  readonly chatId: string
  readonly runId: string
  /** The question, or where to go on in an answer that was begun before: by default what runs. */
  readonly request: SendRequest | Place
  /** The last chunk of each stream whose data was handed on: a replay does not hand it on again. */
  readonly heard: Map<string, number>
  readonly transport: Transport
  readonly clock: Clock
  readonly frames: FrameSource
  readonly random: Random
  readonly wake: WakeSource
  readonly pace: Pace
  readonly gapWaitMs: number
  readonly reconnect: ReconnectOptions
  /**
   * Whether a server that cannot be reached is waited for: a question is `lost` then, to be sent again, and a broken answer
   * is asked for however long that takes.
   */
  readonly waits: boolean
  /** Awaited before the question goes out. Resolves to whether it is to. */
  readonly before?: (() => Promise<boolean>) | undefined
  /** The server answered. With the question itself, the first time: it has that. */
  readonly onReached: (streamId: string | undefined) => void
  /** What is due on the screen, in order. Never after `onEnd`. */
  readonly onChunks: (chunks: readonly Chunk[]) => void
  /** Data in order of arrival, transient or not, not paced. */
  readonly onData: (chunk: DataChunk) => void
  readonly onReconnecting: (attempt: number, retryAt: number) => void
  /** Something was skipped: an unknown chunk, a frame without a number. */
  readonly onReport: (reason: string) => void
  /** What the server told of the answer after it was asked to stop it. May come after `onEnd`. */
  readonly onStopped: (facts: Facts) => void
  /** Called once, synchronously when `stop` or `detach` is called, else when the rest is shown. */
  readonly onEnd: (outcome: Outcome) => void
}

export interface ReconnectOptions extends Backoff {
  /** Tries in a row without any progress. Default 8. */
  readonly maxAttempts: number
}

/** A place in an answer. Without a name: the beginning of whatever runs in the chat. */
export interface Place {
  readonly streamId?: string
  /** The number of the last chunk that is here; -1 for none. */
  readonly after: number
}

/** One answer being received. */
export interface RunHandle {
  /** How far it came; undefined where the server does not number its answers. */
  readonly place: Place | undefined
  /** Whether all that came up to `place` was handed to `onChunks`. */
  readonly isShown: boolean
  /** Resolves after `onEnd`; never rejects. */
  readonly done: Promise<void>
  /** Ends the run now, keeps what came, and asks the server to stop. */
  stop(): void
  /** Ends the run now, keeps what came, and lets the server go on. */
  detach(): void
}

type Item = Frame['chunk']

/** Signs of life come every 15 s. Of a connection that brought none for longer, a page that wakes makes another one. */
const sleptMs = 20_000

/** What is thrown where a question may be sent again later. */
class LostQuestion extends Error {}

/** Follows one answer from its first request to its one end, over as many connections as it takes. */
export function startRun(options: RunOptions): RunHandle {
  const { chatId, runId, transport, clock, frames, onChunks, onEnd } = options
  const controller = new AbortController()
  const { signal } = controller
  const pacer = createPacer({ clock, frames, apply: onChunks, pace: options.pace })
  let streamId: string | undefined
  let accepted = false
  let finished = false
  let errorInfo: ErrorInfo | undefined
  let over = false
  let after: (() => number) | undefined

  function end(outcome: Outcome): void {
    if (over) return
    over = true
    controller.abort()
    pacer.flush()
    onEnd(outcome)
  }

  function fail(error: ErrorInfo): void {
    end({ status: 'failed', error, accepted })
  }

  async function follow(): Promise<void> {
    if (options.before !== undefined && !(await options.before())) {
      return end({ status: 'nothing' })
    }
    let connection = await open()
    if (connection === undefined) return end({ status: 'nothing' })
    accepted = true
    streamId = connection.streamId
    const stream = streamId ?? ''
    // Cut short to ask again for what is missing.
    let cut = new AbortController()
    const sequencer = createSequencer<Item>({
      stream,
      isEnd: (item) => item.type !== 'skipped' && isEnd(item),
      clock,
      onGap: () => cut.abort(),
      next:
        'after' in options.request && streamId === options.request.streamId
          ? options.request.after + 1
          : 0,
      gapWaitMs: options.gapWaitMs,
    })
    after = () => sequencer.after
    if (!over) options.onReached(streamId)
    try {
      for (;;) {
        const last = await read(connection, sequencer, cut)
        if (over) return
        if (last !== undefined) return await conclude(last)
        if (finished) return await conclude(undefined)
        if (streamId === undefined) return await interrupted()
        cut = new AbortController()
        const next = await reconnect(sequencer)
        if (over) return
        if (next === undefined) return await interrupted()
        connection = next
        if (!over) options.onReached(streamId)
      }
    } finally {
      sequencer.close()
    }
  }

  async function open(): Promise<Connection | undefined> {
    const { request } = options
    if ('after' in request) return await join(request)
    for (;;) {
      try {
        return await transport.send(request, { signal })
      } catch (thrown) {
        // Whether a lost question arrived is not known. Only a server that knows run ids makes one
        // answer of two requests; any other must not be asked twice.
        const isLost = toChatError(thrown).code === 'network'
        if (isLost && options.waits) throw new LostQuestion()
        if (!isLost || !transport.isNumbered()) throw thrown
        const joined = await again(() => transport.resume({ chatId, runId }, { signal }), thrown)
        if (joined !== undefined) return joined
      }
    }
  }

  async function join(place: Place): Promise<Connection | undefined> {
    try {
      return await transport.resume({ chatId, ...place }, { signal })
    } catch (thrown) {
      const { code } = toChatError(thrown)
      if (code === 'not_found') return undefined
      throw code === 'network' && options.waits ? new LostQuestion() : thrown
    }
  }

  /** Reads one connection; returns the item that ended the stream, if one came. */
  async function read(
    connection: Connection,
    sequencer: Sequencer<Item>,
    cut: AbortController,
  ): Promise<Chunk | EndOfStream | undefined> {
    let heardAt = clock.now()
    // Whoever has slept does not wait for a connection that the other side may have given up long ago (T-44).
    const stopListening = options.wake.onWake(() => {
      if (streamId !== undefined && clock.now() - heardAt > sleptMs) cut.abort()
    })
    try {
      for await (const read of until(connection.frames, AbortSignal.any([signal, cut.signal]))) {
        if (over) return undefined
        heardAt = clock.now()
        const before = sequencer.after
        const last = take(read, sequencer)
        if (sequencer.after > before) attempt = 0
        if (last !== undefined || over) return last
      }
    } catch (thrown) {
      const error = toChatError(thrown)
      // A broken connection of a named stream can be made again; anything else is final.
      if (error.code !== 'network' || streamId === undefined) throw error
    } finally {
      stopListening()
    }
    return undefined
  }

  function take(
    read: readonly Frame[],
    sequencer: Sequencer<Item>,
  ): Chunk | EndOfStream | undefined {
    const due: Chunk[] = []
    let last: Chunk | EndOfStream | undefined
    try {
      for (const frame of read) {
        const n = numberOf(frame, sequencer)
        if (n === undefined) continue
        const ready = sequencer.push(streamId ?? '', n, frame.chunk)
        let at = sequencer.after - ready.length
        for (const item of ready) {
          at++
          if (item.type === 'skipped') options.onReport(item.reason)
          else if (isEnd(item)) last = item
          else if (keep(item, at)) due.push(item)
        }
      }
    } finally {
      // What came before a number that makes no sense is kept.
      if (due.length > 0) pacer.add(due)
    }
    return last
  }

  /** Ids count only where the server names its streams: others use them for what they like. */
  function numberOf(frame: Frame, sequencer: Sequencer<Item>): number | undefined {
    if (streamId === undefined) return sequencer.after + 1
    if (frame.n === undefined) options.onReport('an event without a number')
    return frame.n
  }

  /** Whether a chunk belongs to the message. News is passed on at once. */
  function keep(chunk: Chunk, n: number): boolean {
    if (chunk.type === 'finish') finished = true
    if (!isDataChunk(chunk)) return true
    if (chunk.type === 'data-millrace-error') {
      if (isErrorInfo(chunk.data)) errorInfo = chunk.data
      return false
    }
    if (streamId === undefined || n > (options.heard.get(streamId) ?? -1)) options.onData(chunk)
    if (streamId !== undefined) options.heard.set(streamId, n)
    return chunk.transient !== true
  }

  let attempt = 0

  /** Asks for what is missing until there is progress or the limit is reached. */
  async function reconnect(sequencer: Sequencer<Item>): Promise<Connection | undefined> {
    const named = streamId === undefined ? {} : { streamId }
    for (;;) {
      let lost: unknown
      try {
        const connection = await again(
          () => transport.resume({ chatId, runId, ...named, after: sequencer.after }, { signal }),
          undefined,
        )
        // Another answer than ours: ours is gone.
        return connection?.streamId === streamId ? connection : undefined
      } catch (thrown) {
        lost = thrown
      }
      const error = toChatError(lost)
      if (attempt >= options.reconnect.maxAttempts) {
        if (!options.waits || error.code !== 'network') return undefined
      }
      if (!error.retryable) throw error
    }
  }

  /**
   * One more try, after a wait with full jitter that a wake cuts short. Undefined where the server
   * knows of nothing. At the limit it throws what was thrown last.
   */
  async function again(
    ask: () => Promise<Connection | undefined>,
    lost: unknown,
  ): Promise<Connection | undefined> {
    if (attempt >= options.reconnect.maxAttempts && !options.waits)
      throw toChatError(lost, { code: 'incomplete_stream', retryable: true })
    const waitMs = fullJitterMs(++attempt, options.reconnect, options.random)
    options.onReconnecting(attempt, clock.now() + waitMs)
    await rest(waitMs)
    try {
      return await ask()
    } catch (thrown) {
      if (toChatError(thrown).code === 'not_found') return undefined
      throw thrown
    }
  }

  async function rest(waitMs: number): Promise<void> {
    const woken = new AbortController()
    const stopListening = options.wake.onWake(() => woken.abort())
    try {
      await wait(clock, waitMs, AbortSignal.any([signal, woken.signal]))
    } catch (thrown) {
      if (signal.aborted) throw thrown
    } finally {
      stopListening()
    }
  }

  /** The end was seen: the rest is shown, then the run is over. */
  async function conclude(last: Chunk | EndOfStream | undefined): Promise<void> {
    await pacer.finish()
    if (last?.type === 'abort') return end({ status: 'stopped' })
    if (last?.type === 'error') {
      return fail(errorInfo ?? { code: 'unknown', message: last.errorText, retryable: true })
    }
    return errorInfo === undefined ? end({ status: 'complete' }) : fail(errorInfo)
  }

  async function interrupted(): Promise<void> {
    await pacer.finish()
    fail(
      new ChatError('incomplete_stream', 'The answer was interrupted.', { retryable: true }).info,
    )
  }

  const done = follow().catch(async (thrown: unknown) => {
    if (over) return
    await pacer.finish()
    if (thrown instanceof LostQuestion) end({ status: 'lost' })
    else fail(toChatError(thrown).info)
  })

  return {
    done,
    get isShown() {
      return pacer.pending === 0
    },
    get place() {
      return streamId === undefined || after === undefined
        ? undefined
        : { streamId, after: after() }
    },
    stop() {
      if (over) return
      end({ status: 'stopped' })
      // A server that does not name its answers stops when the connection closes.
      if (accepted && streamId === undefined) return
      const named = streamId === undefined ? { chatId, runId } : { chatId, streamId }
      transport
        .stop(named)
        .then((facts) => {
          if (typeof facts === 'object') options.onStopped(facts)
        })
        .catch(() => undefined)
    },
    detach() {
      end({ status: 'detached' })
    },
  }
}
