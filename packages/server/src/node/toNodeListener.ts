import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** Makes a route a listener of `node:http`: `createServer(toNodeListener(route))`. */
export function toNodeListener(
  route: (request: Request) => Promise<Response>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const listener = getRequestListener((request) => route(request), {
    // The global Request and Response stay what they are.
    overrideGlobalObjects: false,
  })
  return (request, response) => void listener(request, response)
}
