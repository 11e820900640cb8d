import { ChatError } from '@millrace/protocol'
import { invalid, tooLarge } from './badRequest.ts'

/**
 * The body of a request as JSON, counted while it is read.
 * @param maxBytes - The most that it may have, attachments included: what is what is told once it is read.
 * @throws {ChatError} `unsupported_media_type` for anything but `application/json` (a form or plain text
 *   could be sent by any page without asking: T-61), and for what is compressed, which nobody inflates here;
 *   `too_large` over `maxBytes`, as soon as that is sure (T-59); `invalid_request` for what is not JSON,
 *   nests too deep, or breaks off.
 */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<{ readonly value: unknown; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { headers } = request
  if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '')) {
    throw unsupported('Send JSON, with content-type application/json.')
  }
  if (!/^\s*(identity)?\s*$/i.test(headers.get('content-encoding') ?? '')) {
    throw unsupported('Send JSON as it is, without a content-encoding.')
  }
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw larger(maxBytes)
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
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '{' || character === '[') {
      if (++depth > limit) return true
    } else if (character === '}' || character === ']') depth--
  }
  return false
}

/** The quote that closes the string. Looked for, not walked to: a file is a string of many megabytes. */
function endOfString(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const end = text.indexOf('"', from)
    if (end === -1) return text.length
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end
    from = end + 1
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  // Its length was said, is not over the limit, and no server reads beyond it.
  if (/^\d+$/.test(request.headers.get('content-length') ?? '')) {
    const body = await request.arrayBuffer().catch((cause: unknown) => {
      throw invalid('The request broke off.', cause)
    })
    if (body.byteLength > maxBytes) throw larger(maxBytes)
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
        throw larger(maxBytes)
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

function unsupported(message: string): ChatError {
  return new ChatError('unsupported_media_type', message, { status: 415 })
}

function larger(maxBytes: number): ChatError {
  return tooLarge(`The request is larger than ${maxBytes} bytes.`)
}
