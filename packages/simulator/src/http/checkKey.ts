import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from '../errors/ApiError.ts'

/**
 * Checks the key of a request: a bearer token, or one in the header that Anthropic and Azure use.
 * @param apiKey - The only one that is right. Undefined: any will do, but there has to be one.
 * @throws {ApiError} 401 with part of the wrong key in it, as OpenAI's has.
 */
export function checkKey(headers: IncomingHttpHeaders, apiKey: string | undefined): void {
  const key = keyOf(headers)
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

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
  const other = headers['x-api-key'] ?? headers['api-key']
  return bearer ?? (other === undefined || other === '' ? undefined : String(other))
}

function shorten(key: string): string {
  return key.length < 16 ? '***' : `${key.slice(0, 8)}***${key.slice(-4)}`
}
