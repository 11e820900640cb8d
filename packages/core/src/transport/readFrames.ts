import {
  ChatError,
  type Clock,
  createEventFeed,
  decode,
  eventTooLarge,
  type Frame,
  readTexts,
  type ServerSentEvent,
} from '@millrace/protocol'
import { lost } from './createHttpRequest.ts'

export interface ReadFramesOptions {
  readonly maxEventBytes: number
  readonly signal: AbortSignal
  readonly clock: Clock
  /** How long no byte may come, in milliseconds; undefined: for ever. */
  readonly silenceMs: number | undefined
}

/**
 * The frames of a UI message stream, all of one network read at once.
 * @throws {ChatError} `bad_event` for an event that is no chunk, after the good ones of the same read
 *   were handed out; `network` when the body breaks or falls silent; `too_large`; `aborted` once the
 *   signal says so.
 */
export async function* readFrames(
  body: ReadableStream<Uint8Array<ArrayBufferLike>>,
  { maxEventBytes, signal, clock, silenceMs }: ReadFramesOptions,
): AsyncGenerator<readonly Frame[], void, undefined> {
  const silence = watchSilence(clock, silenceMs)
  try {
    const until = AbortSignal.any([signal, silence.signal])
    const options = { signal: until, onActivity: silence.heard, ...restful(clock) }
    const events: ServerSentEvent[] = []
    // Not `readEvents`: one step less for each word that comes by itself.
    const feed = createEventFeed({ maxEventBytes, onEvent: (event) => void events.push(event) })
    for await (const text of readTexts(body, options)) {
      feed.feed(text)
      const frames: Frame[] = []
      let problem: string | undefined
      for (const event of events.splice(0)) {
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
      if (feed.tooLarge) throw eventTooLarge(maxEventBytes)
    }
  } catch (thrown) {
    throw lost(thrown, signal, 'The connection to the server was lost.')
  } finally {
    silence.stop()
  }
}

/** Nothing is shown more often than once a frame. */
const frameMs = 16

/**
 * In a page reading rests for a frame between reads: a model that writes 1,000 tokens a second would have it read
 * 1,000 times. Not while the page is hidden: its timers are held back, to one a minute in the end.
 */
function restful(clock: Clock): { readonly rest?: () => Promise<void> | undefined } {
  if (typeof document === 'undefined') return {}
  return {
    rest: () =>
      document.visibilityState === 'hidden'
        ? undefined
        : new Promise((resolve) => void clock.schedule(resolve, frameMs)),
  }
}

/**
 * Aborts when nothing was heard for too long. Elapsed time is compared, not timers counted: after a
 * sleep the first thing that runs finds the silence (T-44).
 */
function watchSilence(
  clock: Clock,
  silenceMs: number | undefined,
): { readonly signal: AbortSignal; readonly heard: () => void; readonly stop: () => void } {
  const controller = new AbortController()
  const { signal } = controller
  if (silenceMs === undefined) return { signal, heard: () => undefined, stop: () => undefined }
  const limitMs = silenceMs
  let heardAt = clock.now()
  let cancel = clock.schedule(check, limitMs)
  function check(): void {
    const leftMs = heardAt + limitMs - clock.now()
    if (leftMs > 0) cancel = clock.schedule(check, leftMs)
    else {
      controller.abort(
        new ChatError('network', 'The connection to the server fell silent.', { retryable: true }),
      )
    }
  }
  return { signal, heard: () => (heardAt = clock.now()), stop: () => cancel() }
}
