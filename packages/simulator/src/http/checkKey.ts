import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors/ApiError.ts'

/**
 * Checks the key of a request.
 * @param apiKey - The only one that is right. Undefined: any will do, but there has to be one.
 * @throws {ApiError} 401 with part of the wrong key in it, as OpenAI's has.
 */
export function checkKey(request: IncomingMessage, apiKey: string | undefined): void {
  const key = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? '')?.[1]
  if (key === undefined) {
    throw new ApiError(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    )
  }
  if (apiKey === undefined || key === apiKey) return
  throw new ApiError(401, `Incorrect API key provided: ${shorten(key)}.`, {
    code: 'invalid_api_key',
  })
}

function shorten(key: string): string {
  return key.length < 16 ? '***' : `${key.slice(0, 8)}***${key.slice(-4)}`
}
