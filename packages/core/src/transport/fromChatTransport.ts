import { type Chunk, type Frame, readChunk, toChatError } from '@millrace/protocol'
import type { Connection, Transport } from './Transport.ts'

/** A transport of the AI SDK (`ChatTransport` of `ai`), as far as it is used: the versions agree on this. */
export interface ForeignTransport {
  sendMessages(options: {
    readonly trigger: 'submit-message' | 'regenerate-message'
    readonly chatId: string
    readonly messageId: string | undefined
    // Theirs is typed by the application's own message; ours fit it part for part.
    readonly messages: never[]
    readonly abortSignal: AbortSignal | undefined
    readonly body?: object
  }): Promise<ReadableStream<unknown>>
  reconnectToStream(options: { readonly chatId: string }): Promise<ReadableStream<unknown> | null>
}

/**
 * Lets a chat speak through a transport of the AI SDK: one's own, or one for another backend. It counts no
 * chunks, so a broken answer is an interrupted one; stopping closes the connection.
 */
export function fromChatTransport(foreign: ForeignTransport): Transport {
  return {
    async send({ chatId, messages, trigger, messageId, body }, { signal }) {
      const stream = await asked(
        foreign.sendMessages({
          trigger,
          chatId,
          messageId,
          messages: messages as never[],
          abortSignal: signal,
          ...(body === undefined ? {} : { body }),
        }),
      )
      return connectionOf(stream, signal)
    },
    async resume({ chatId }, { signal }) {
      const stream = await asked(foreign.reconnectToStream({ chatId }))
      return stream === null ? undefined : connectionOf(stream, signal)
    },
    stop: () => Promise.resolve(undefined),
    isNumbered: () => false,
  }
}

async function asked<Value>(request: Promise<Value>): Promise<Value> {
  try {
    return await request
  } catch (thrown) {
    throw lost(thrown)
  }
}

function connectionOf(stream: ReadableStream<unknown>, signal: AbortSignal): Connection {
  return { streamId: undefined, frames: framesOf(stream, signal) }
}

async function* framesOf(
  stream: ReadableStream<unknown>,
  signal: AbortSignal,
): AsyncGenerator<readonly Frame[], void, undefined> {
  const reader = stream.getReader()
  const leave = (): void => void reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', leave, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      yield [{ n: undefined, chunk: checked(value) }]
    }
  } catch (thrown) {
    throw lost(thrown)
  } finally {
    signal.removeEventListener('abort', leave)
    reader.cancel().catch(() => undefined)
  }
}

/** Their stream was checked by them; a chunk that we do not know is skipped all the same. */
function checked(value: unknown): Chunk | { readonly type: 'skipped'; readonly reason: string } {
  const reading = readChunk(value)
  if (reading.kind === 'chunk') return reading.chunk
  return {
    type: 'skipped',
    reason: reading.kind === 'bad' ? reading.reason : `unknown chunk ${reading.type}`,
  }
}

function lost(thrown: unknown): unknown {
  return toChatError(thrown, {
    code: 'network',
    message: 'The connection to the server was lost.',
    retryable: true,
  })
}
