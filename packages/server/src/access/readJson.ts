import { ChatError } from '@millrace/protocol'

/**
 * The body of a request as JSON, counted while it is read.
 * @throws {ChatError} `unsupported_media_type` for anything but `application/json` (a form or plain text
 *   could be sent by any page without asking: T-61); `too_large` over `maxBytes`, as soon as that is sure
 *   (T-59); `invalid_request` for what is not JSON, nests too deep, or breaks off.
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
  const text = new TextDecoder().decode(bytes)
  if (nestsDeeper(text, maxDepth)) throw invalid(`The body nests deeper than ${maxDepth} levels.`)
  try {
    return { value: JSON.parse(text) as unknown, bytes }
  } catch (cause) {
    throw invalid('The body is not JSON.', cause)
  }
}

/** Whatever walks the value later, recursion included, has room to spare. */
const maxDepth = 256

/** Whether brackets outside of strings nest deeper than `limit`. */
function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at++
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') {
      if (++depth > limit) return true
    } else if (character === '}' || character === ']') depth--
  }
  return false
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  // Its length was said, is not over the limit, and no server reads beyond it.
  if (/^\d+$/.test(request.headers.get('content-length') ?? '')) {
    const body = await request.arrayBuffer().catch((cause: unknown) => {
      throw invalid('The request broke off.', cause)
    })
    if (body.byteLength > maxBytes) throw tooLarge(maxBytes)
    return new Uint8Array(body)
  }
  const pieces: Uint8Array[] = []
  let size = 0
  if (request.body !== null) {
    const reader = request.body.getReader()
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw invalid('The request broke off.', cause)
      })
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

function invalid(message: string, cause?: unknown): ChatError {
  return new ChatError('invalid_request', message, { status: 400, cause })
}

function tooLarge(maxBytes: number): ChatError {
  return new ChatError('too_large', `The request is larger than ${maxBytes} bytes.`, {
    status: 413,
  })
}
