import { ChatError, readTexts } from '@millrace/protocol'
import { lost, mediaTypeOf } from './createHttpRequest.ts'

export interface JsonInOptions {
  /** A longer answer is not read to its end. */
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** What should be in it, for people: `messages`. */
  readonly what: string
}

/**
 * The JSON of an answer, which is hostile: whoever asked checks what is in it.
 * @throws {ChatError} `bad_event` for what is no JSON, `too_large`, `network`, `aborted`.
 */
export async function jsonIn(
  response: Response,
  { maxBytes, signal, what }: JsonInOptions,
): Promise<unknown> {
  const isJson = /\bjson\b/i.test(response.headers.get('content-type') ?? '')
  if (!isJson || response.body === null) {
    void response.body?.cancel()
    throw noPage(`The server answered with ${mediaTypeOf(response)}, not with ${what}.`)
  }
  let text = ''
  try {
    for await (const piece of readTexts(response.body, { signal })) {
      text += piece
      if (text.length > maxBytes) {
        throw new ChatError('too_large', `The page holds over ${maxBytes} bytes.`)
      }
    }
  } catch (thrown) {
    throw lost(thrown, signal, 'The connection to the server was lost.')
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw noPage('The page cannot be read.', cause)
  }
}

function noPage(message: string, cause?: unknown): ChatError {
  return new ChatError('bad_event', message, { cause })
}
