import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type Closable, createDrain, type Drain } from './createDrain.ts'
import { drainOnSignals } from './drainOnSignals.ts'

/** What answers requests. One that can be closed, as a chat route can, is drained before the process ends. */
export type NodeRoute = ((request: Request) => Promise<Response>) & Partial<Closable>

export interface NodeListenerOptions {
  /** The signals on which the route is drained. `false`: none, ending is your affair. Default `['SIGTERM']`. */
  readonly signals?: readonly NodeJS.Signals[] | false
  /**
   * How long draining may take in all, in milliseconds. A quarter of it, a second at most, is kept back to send the end
   * of what had to be interrupted. Default 10,000. Of several listeners for one route the longest counts.
   */
  readonly timeoutMs?: number
}

/** By route: it is closed once, however many servers it has. */
const drains = new WeakMap<object, Drain>()

const longestTimerMs = 2_147_483_647

/**
 * Makes a route a listener of `node:http`: `createServer(toNodeListener(route))`.
 *
 * On SIGTERM a chat route is drained: new questions get 503 with `Retry-After`, running answers go on to their end and
 * out to their readers, and every response says `connection: close`. Then the process ends by the signal, unless
 * somebody else listened for it too: then ending is theirs. A second signal ends at once.
 * @throws {RangeError} if `timeoutMs` is no time that a timer can wait.
 */
export function toNodeListener(
  route: NodeRoute,
  { signals = ['SIGTERM'], timeoutMs = 10_000 }: NodeListenerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  if (!(timeoutMs >= 0 && timeoutMs <= longestTimerMs)) {
    throw new RangeError(`timeoutMs has to be from 0 to ${longestTimerMs}, not ${timeoutMs}.`)
  }
  const drain = signals === false ? undefined : drainOf(route)
  if (drain !== undefined && signals !== false) {
    drain.timeoutMs = Math.max(drain.timeoutMs, timeoutMs)
    drainOnSignals(drain, signals)
  }
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const response = await route(request)
      // Said here, a body goes out as it comes. Else up to three reads are waited for, and a timer, in case it is short.
      return incoming.httpVersion === '1.1' && isOpenStream(response) ? chunked(response) : response
    },
    // The global Request and Response stay what they are.
    { overrideGlobalObjects: false },
  )
  return (request, response) => {
    drain?.add(response)
    void listener(request, response)
  }
}

function drainOf(route: NodeRoute): Drain | undefined {
  if (!isClosable(route)) return undefined
  const drain = drains.get(route) ?? createDrain(route)
  drains.set(route, drain)
  return drain
}

function isClosable(route: NodeRoute): route is NodeRoute & Closable {
  return typeof route.close === 'function'
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
