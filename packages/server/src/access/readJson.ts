import { ChatError } from '@millrace/protocol'

/**
 * The body of a request as JSON, counted while it is read.
 * @throws {ChatError} `unsupported_media_type` for anything but `application/json` (a form or plain text
 *   could be sent by any page without asking: T-61); `too_large` over `maxBytes`, as soon as that is sure
 *   (T-59); `invalid_request` for what is not JSON.
 */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<{ readonly value: unknown; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ChatError(
      'unsupported_media_type',
      'Send JSON, with content-type application/json.',
      {
        status: 415,
      },
    )
  }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const bytes = await readBytes(request, maxBytes)
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) as unknown, bytes }
  } catch (cause) {
    throw new ChatError('invalid_request', 'The body is not JSON.', { status: 400, cause })
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let size = 0
  if (request.body !== null) {
    const reader = request.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > maxBytes) {
        reader.cancel().catch(() => undefined)
        throw tooLarge(maxBytes)
      }
      pieces.push(value)
    }
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function tooLarge(maxBytes: number): ChatError {
  return new ChatError('too_large', `The request is larger than ${maxBytes} bytes.`, {
    status: 413,
  })
}
