import { ChatError } from '@millrace/protocol'

/** What a page of another origin may send and read of an answer. */
const requestHeaders = ['content-type', 'idempotency-key', 'last-event-id', 'authorization']
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
      const asks = request.method === 'OPTIONS'
      // A cache must not give the answer for one to the other.
      headers.append('vary', asks ? 'origin, access-control-request-headers' : 'origin')
      const origin = request.headers.get('origin')
      if (origin === null || !known.has(origin)) return response
      headers.set('access-control-allow-origin', origin)
      headers.set('access-control-allow-credentials', 'true')
      headers.set('access-control-expose-headers', responseHeaders)
      if (asks) {
        headers.set('access-control-allow-methods', headers.get('allow') ?? '')
        headers.set('access-control-allow-headers', [...sendable(request)].join(', '))
        headers.set('access-control-max-age', String(rememberedSeconds))
      }
      return response
    },
  }
}

/**
 * What the page may send: ours, and what it asks to send. An application has headers of its own (`x-csrf-token`), and
 * a page of an origin that was let in by name may send any; but what is written back is names (RFC 9110, 5.6.2) and
 * never `*`, and not more than any page needs.
 */
function sendable(request: Request): ReadonlySet<string> {
  const asked = (request.headers.get('access-control-request-headers') ?? '').toLowerCase()
  const names = asked.length > 1024 ? [] : asked.split(',').map((name) => name.trim())
  return new Set([...requestHeaders, ...names.filter((name) => /^[\w!#$%&'+.^`|~-]+$/.test(name))])
}
