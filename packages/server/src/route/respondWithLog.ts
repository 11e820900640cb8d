import type { Clock } from '@millrace/protocol'
import type { AnswerLog } from '../log/createAnswerLog.ts'

export interface RespondOptions {
  readonly streamId: string
  /** The number of the last event that the client has; -1 for none. */
  readonly after: number
  /** How long it took to get here, in milliseconds. */
  readonly tookMs: number
  readonly clock: Clock
  /** How long the connection may be silent before a comment keeps it awake, in milliseconds. */
  readonly heartbeatMs: number
  /** The request's: aborts when the client is gone, also before it took the first byte. */
  readonly signal: AbortSignal
  /** The reader is gone: it left, or it has everything. Called once. */
  readonly onLeave: () => void
}

const heartbeat = new TextEncoder().encode(': \n\n')

/**
 * An answer's log as a response: what is there at once, then what comes. The reader sets the pace; what it
 * does not take stays in the log, so a slow one costs no buffer of its own (T-21).
 */
export function respondWithLog(log: Pick<AnswerLog, 'read'>, options: RespondOptions): Response {
  const { clock, heartbeatMs, signal, streamId, after } = options
  const reader = log.read(after)
  let left = false
  let cancelWait: (() => void) | undefined

  function leave(): void {
    if (left) return
    left = true
    cancelWait?.()
    signal.removeEventListener('abort', leave)
    options.onLeave()
  }

  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })

  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        while (!left) {
          const bytes = reader.take()
          if (bytes !== undefined) {
            controller.enqueue(bytes)
            if (reader.done) close(controller)
            return
          }
          if (reader.done) return close(controller)
          if ((await more()) === 'heartbeat') {
            if (!left) controller.enqueue(heartbeat)
            return
          }
        }
        // The client is gone. Should anybody read on all the same, it must not wait for ever.
        controller.error(signal.reason)
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  )

  function close(controller: ReadableStreamDefaultController): void {
    controller.close()
    leave()
  }

  /** Resolves when there is more, or when it is time for a sign of life. */
  function more(): Promise<'more' | 'heartbeat'> {
    return new Promise((resolve) => {
      const cancelTimer = clock.schedule(() => end('heartbeat'), heartbeatMs)
      const cancelMore = reader.onMore(() => end('more'))
      cancelWait = () => end('more')
      function end(reason: 'more' | 'heartbeat'): void {
        cancelTimer()
        cancelMore()
        cancelWait = undefined
        resolve(reason)
      }
    })
  }

  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-vercel-ai-ui-message-stream': 'v1',
      'x-millrace-stream': streamId,
      'server-timing': `route;dur=${options.tookMs}`,
    },
  })
}
