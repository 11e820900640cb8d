import type { ServerResponse } from 'node:http'
import { whenAborted } from '../http/whenAborted.ts'
import type { EndingFault } from './Faults.ts'

/**
 * Breaks a body off once everything written so far has left: closes the socket without the end of
 * the body (`cut`), resets it (`reset`), ends the body as if it were complete (`end`), or says
 * nothing more until the client leaves (`stall`).
 */
export async function breakOff(
  response: ServerResponse,
  how: EndingFault['type'],
  signal: AbortSignal,
): Promise<void> {
  await flushed(response)
  if (how === 'cut') response.socket?.destroy()
  else if (how === 'reset') response.socket?.resetAndDestroy()
  else if (how === 'end') response.end()
  else await whenAborted(signal)
}

/** An empty write to the socket ends after all that were queued before it. */
function flushed({ socket }: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (socket === null || socket.destroyed) resolve()
    else socket.write('', () => resolve())
  })
}
