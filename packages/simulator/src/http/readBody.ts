import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors/ApiError.ts'

/**
 * Reads a request's body, counting the bytes while they arrive.
 * @throws {ApiError} 413 as soon as more than `maxBytes` were announced or have arrived.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const tooLarge = (): ApiError =>
    new ApiError(413, `The request body is larger than ${maxBytes} bytes.`, {
      code: 'request_too_large',
      // What is left of the body is not read, so the connection cannot be used again.
      headers: { connection: 'close' },
    })
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  const pieces: Buffer[] = []
  let size = 0
  // `for await` would destroy the socket on the way out and with it the 413.
  await new Promise<void>((resolve, reject) => {
    request.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > maxBytes) {
        request.removeAllListeners('data').pause()
        reject(tooLarge())
      } else pieces.push(piece)
    })
    request.on('end', resolve)
    request.on('error', reject)
    request.on('close', () => reject(new Error('The client left before its request was complete.')))
  })
  return Buffer.concat(pieces, size).toString('utf8')
}
