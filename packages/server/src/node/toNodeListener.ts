import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** Makes a route a listener of `node:http`: `createServer(toNodeListener(route))`. */
export function toNodeListener(
  route: (request: Request) => Promise<Response>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const response = await route(request)
      // Said here, a body goes out as it comes. Else up to three reads are waited for, and a timer, in case it is short.
      return incoming.httpVersion === '1.1' && isOpenStream(response) ? chunked(response) : response
    },
    // The global Request and Response stay what they are.
    { overrideGlobalObjects: false },
  )
  return (request, response) => void listener(request, response)
}

function isOpenStream({ body, headers }: Response): boolean {
  const type = headers.get('content-type') ?? ''
  return body !== null && type.startsWith('text/event-stream') && !headers.has('content-length')
}

function chunked(response: Response): Response {
  try {
    response.headers.set('transfer-encoding', 'chunked')
    return response
  } catch {
    // Those of a response that was fetched cannot be written to.
    const headers = new Headers(response.headers)
    headers.set('transfer-encoding', 'chunked')
    const { status, statusText } = response
    return new Response(response.body, { status, statusText, headers })
  }
}
