import type { Connection, SendRequest, Transport } from '@millrace/core'
import type { Frame } from '@millrace/protocol'

/** Is told what passes between a chat and its transport. */
export interface TransportWatch {
  onSend(request: SendRequest): void
  /** An answer, or what follows number `after` of it, is about to be read. */
  onConnect(streamId: string | undefined, after: number): void
  /** The chat has taken these. */
  onFrames(frames: readonly Frame[]): void
}

/** The same transport, watched. What passes is not touched. */
export function watchTransport(transport: Transport, watch: TransportWatch): Transport {
  function watched(connection: Connection, after: number): Connection {
    watch.onConnect(connection.streamId, after)
    return { ...connection, frames: tell(connection.frames, watch.onFrames) }
  }

  return {
    isNumbered: () => transport.isNumbered(),
    stop: (request) => transport.stop(request),
    async send(request, options) {
      watch.onSend(request)
      return watched(await transport.send(request, options), -1)
    },
    async resume(request, options) {
      const connection = await transport.resume(request, options)
      return connection === undefined ? undefined : watched(connection, request.after ?? -1)
    },
  }
}

/** Not a generator: whoever has left is told to have taken nothing, also while a read is on its way. */
function tell(
  source: AsyncIterable<readonly Frame[]>,
  onFrames: TransportWatch['onFrames'],
): AsyncIterable<readonly Frame[]> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]()
      let left = false
      return {
        async next() {
          const read = await iterator.next()
          if (read.done !== true && !left) onFrames(read.value)
          return read
        },
        async return() {
          left = true
          return (await iterator.return?.()) ?? { done: true, value: undefined }
        },
      }
    },
  }
}
