import type { ServerResponse } from 'node:http'
import type { ByteFault } from './parseFault.ts'

/**
 * Breaks a body off once everything written so far has left: closes the socket without the end of
 * the body (`cut`), resets it (`reset`), ends the body as if it were complete (`end`), or says
 * nothing more until the client leaves (`stall`).
 */
export async function breakOff(
  response: ServerResponse,
  how: ByteFault['type'],
  signal: AbortSignal,
): Promise<void> {
  await flushed(response)
  if (how === 'cut') response.socket?.destroy()
  else if (how === 'reset') response.socket?.resetAndDestroy()
  else if (how === 'end') response.end()
  else await aborted(signal)
}

/** An empty write to the socket ends after all that were queued before it. */
function flushed({ socket }: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (socket === null || socket.destroyed) resolve()
    else socket.write('', () => resolve())
  })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
