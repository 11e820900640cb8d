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
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
      if (isStream === true && incoming.httpVersion === '1.1') {
        response.headers.set('transfer-encoding', 'chunked')
      }
      return response
    },
    // The global Request and Response stay what they are.
    { overrideGlobalObjects: false },
  )
  return (request, response) => void listener(request, response)
}
