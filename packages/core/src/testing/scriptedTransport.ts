import {
  ChatError,
  type Chunk,
  endOfStream,
  type EndOfStream,
  type Facts,
  type Frame,
} from '@millrace/protocol'
import type {
  Connection,
  ResumeRequest,
  SendRequest,
  StopRequest,
  Transport,
} from '../transport/Transport.ts'

/** A transport whose answers are fed by hand, chunk by chunk: no clock, no network. */
export interface ScriptedTransport {
  readonly transport: Transport
  /** What was asked, oldest first. */
  readonly sent: readonly SendRequest[]
  readonly resumed: readonly ResumeRequest[]
  readonly stopped: readonly StopRequest[]
  /** Connections that nobody has closed. */
  readonly open: number
  /** The name that the server gives the next answer. */
  nextStreamId(id: string): void
  /** Lets the waiting request through, and waits for one: headers arrive. Chunks may follow at once. */
  accept(...chunks: readonly (Chunk | EndOfStream)[]): Promise<void>
  /** One network read with these chunks, numbered on. */
  push(...chunks: readonly (Chunk | EndOfStream)[]): Promise<void>
  /** One network read with these frames, as they are. */
  pushFrames(...frames: readonly Frame[]): Promise<void>
  /** Text of one block, as deltas of one read. */
  text(...deltas: readonly string[]): Promise<void>
  /** `text-end`, `finish`, `[DONE]`, and the body ends. */
  finish(): Promise<void>
  /** The body ends here, whatever was sent. */
  close(): Promise<void>
  /** What the server will say of the next answers that it is asked to stop. */
  onStop(facts: Facts): void
  /** The waiting request is refused, or the body breaks off. */
  fail(error: ChatError): Promise<void>
}

export interface ScriptOptions {
  /** Whether the server names its answers, so that they can be resumed. Default true. */
  readonly named?: boolean
  /** How much of a conversation it sends. Default `all`. */
  readonly sends?: 'all' | 'last'
}

/** Makes a scripted transport. Each step resolves once the chat has taken it in. */
export function scriptedTransport(options: ScriptOptions = {}): ScriptedTransport {
  let streamId = options.named === false ? undefined : 'stream-1'
  const sent: SendRequest[] = []
  const resumed: ResumeRequest[] = []
  const stopped: StopRequest[] = []
  let waiting:
    | { accept: (connection: Connection) => void; refuse: (error: ChatError) => void }
    | undefined
  let whenAsked: (() => void) | undefined
  let body: Body | undefined
  let n = 0
  let started = false
  let open = 0
  let told: Facts | undefined

  function request(signal: AbortSignal): Promise<Connection> {
    return new Promise((accept, refuse) => {
      // As fetch does it: the signal ends the request, and the body that came of it.
      const abort = (): void => {
        refuse(new ChatError('aborted', 'Stopped.'))
        mine?.abort()
      }
      signal.addEventListener('abort', abort, { once: true })
      let mine: Body | undefined
      waiting = {
        accept(connection) {
          mine = body
          accept(connection)
        },
        refuse,
      }
      whenAsked?.()
    })
  }

  /** What is asked may need code first that is loaded when it is needed. */
  async function asked(): Promise<void> {
    await settle()
    if (waiting !== undefined) return
    await new Promise<void>((resolve) => {
      whenAsked = resolve
    })
    await settle()
  }

  function connect(): void {
    body = new Body(() => open--)
    open++
    waiting?.accept({ streamId, frames: body })
    waiting = undefined
  }

  async function pushFrames(...frames: readonly Frame[]): Promise<void> {
    if (body === undefined) connect()
    body?.push(frames)
    await settle()
  }

  async function push(...chunks: readonly (Chunk | EndOfStream)[]): Promise<void> {
    await pushFrames(...chunks.map((chunk) => ({ n: n++, chunk })))
  }

  return {
    transport: {
      ...(options.sends === undefined ? {} : { sends: options.sends }),
      async send(asked, { signal }) {
        sent.push(asked)
        n = 0
        started = false
        body = undefined
        return await request(signal)
      },
      async resume(asked, { signal }) {
        resumed.push(asked)
        body = undefined
        n = (asked.after ?? -1) + 1
        return await request(signal)
      },
      isNumbered: () => streamId !== undefined && sent.length > 0,
      async stop(asked) {
        stopped.push(asked)
        return told
      },
    },
    sent,
    resumed,
    stopped,
    get open() {
      return open
    },
    nextStreamId(id) {
      streamId = id
    },
    async accept(...chunks) {
      await asked()
      connect()
      if (chunks.length > 0) await push(...chunks)
      await settle()
    },
    push,
    pushFrames,
    async text(...deltas) {
      const chunks: Chunk[] = deltas.map((delta) => ({ type: 'text-delta', id: '0', delta }))
      if (started) return push(...chunks)
      started = true
      await push(
        { type: 'start', messageId: `answer-${sent.length}` },
        { type: 'start-step' },
        { type: 'text-start', id: '0' },
        ...chunks,
      )
    },
    async finish() {
      await push(
        ...(started ? [{ type: 'text-end', id: '0' } as const] : []),
        { type: 'finish-step' },
        { type: 'finish', finishReason: 'stop' },
        endOfStream,
      )
      body?.end()
      await settle()
    },
    async close() {
      body?.end()
      await settle()
    },
    onStop(facts) {
      told = facts
    },
    async fail(error) {
      if (body === undefined) await asked()
      else await settle()
      if (body === undefined) waiting?.refuse(error)
      else body.fail(error)
      await settle()
    },
  }
}

/** A stream of frames that is fed from outside. */
class Body implements AsyncIterable<readonly Frame[]> {
  readonly #reads: (readonly Frame[])[] = []
  readonly #onClose: () => void
  #wake: (() => void) | undefined
  #ended = false
  #open = true
  #error: ChatError | undefined

  constructor(onClose: () => void) {
    this.#onClose = onClose
  }

  push(frames: readonly Frame[]): void {
    this.#reads.push(frames)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  fail(error: ChatError): void {
    this.#error = error
    this.#wake?.()
  }

  /** The request was taken back: nothing more is read. */
  abort(): void {
    this.#close()
  }

  #close(): IteratorReturnResult<undefined> {
    if (this.#open) this.#onClose()
    this.#open = false
    this.#wake?.()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): AsyncIterator<readonly Frame[]> {
    return {
      next: async () => {
        while (this.#open) {
          const read = this.#reads.shift()
          if (read !== undefined) return { done: false, value: read }
          if (this.#error !== undefined) {
            this.#close()
            throw this.#error
          }
          if (this.#ended) break
          await new Promise<void>((resolve) => {
            this.#wake = resolve
          })
        }
        return this.#close()
      },
      return: async () => this.#close(),
    }
  }
}

/** Lets everything that is ready to run, run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(undefined)
    })
  }
}
