import { ChatError } from '@millrace/protocol'

/** What a page of another origin may send and read of an answer. */
const requestHeaders = 'content-type, idempotency-key, last-event-id, authorization'
const responseHeaders =
  'x-millrace-stream, x-vercel-ai-ui-message-stream, retry-after, server-timing'
/** How long a browser may remember a preflight, in seconds. */
const rememberedSeconds = 600

/** Lets pages of other origins in, by their exact names (CORS, the Fetch standard). */
export interface CrossOrigin {
  /** Writes on a response what its request's origin may see of it. */
  allow(request: Request, response: Response): Response
}

/**
 * @param origins - As browsers send them: `https://app.example`, with a port where it is not the usual one. Never
 *   `*`, never `null`: every page could ask in its visitors' names (T-62).
 * @throws {ChatError} `invalid_request` for what is no origin.
 */
export function crossOrigin(origins: readonly string[]): CrossOrigin {
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new ChatError('invalid_request', `${origin} is no origin, such as https://app.example.`)
    }
  }
  const known = new Set(origins)
  return {
    allow(request, response) {
      if (known.size === 0) return response
      const { headers } = response
      // A cache must not give the answer for one to the other.
      headers.append('vary', 'origin')
      const origin = request.headers.get('origin')
      if (origin === null || !known.has(origin)) return response
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-allow-credentials', 'true')
      headers.set('access-control-expose-headers', responseHeaders)
      if (request.method === 'OPTIONS') {
        headers.set('access-control-allow-methods', headers.get('allow') ?? '')
        const more = request.headers.get('access-control-request-headers')
        headers.set(
          'access-control-allow-headers',
          more === null ? requestHeaders : `${requestHeaders}, ${more}`,
        )
        headers.set('access-control-max-age', String(rememberedSeconds))
      }
      return response
    },
  }
}
