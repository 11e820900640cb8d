import type { ServerResponse } from 'node:http'

/** A signal that aborts when the response is over: sent in full, or the client has left. */
export function closeSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => controller.abort())
  return controller.signal
}
