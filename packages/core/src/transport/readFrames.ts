import { ChatError, decode, type Frame, readEvents, toChatError } from '@millrace/protocol'

/**
 * The frames of a UI message stream, all of one network read at once.
 * @throws {ChatError} `bad_event` for an event that is no chunk, after the good ones of the same read
 *   were handed out; `network` when the body breaks; `too_large`; `aborted` once the signal says so.
 */
export async function* readFrames(
  body: ReadableStream<Uint8Array<ArrayBufferLike>>,
  { maxEventBytes, signal }: { readonly maxEventBytes: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly Frame[], void, undefined> {
  try {
    for await (const events of readEvents(body, { maxEventBytes })) {
      const frames: Frame[] = []
      let problem: string | undefined
      for (const event of events) {
        const decoded = decode(event)
        if ('bad' in decoded) {
          problem = decoded.bad
          break
        }
        frames.push(decoded)
      }
      if (frames.length > 0) yield frames
      if (problem !== undefined) {
        throw new ChatError('bad_event', `The answer cannot be read: ${problem}.`)
      }
    }
  } catch (thrown) {
    if (signal.aborted) throw new ChatError('aborted', 'Stopped.', { cause: thrown })
    throw toChatError(thrown, {
      code: 'network',
      message: 'The connection to the server was lost.',
      retryable: true,
    })
  }
}
