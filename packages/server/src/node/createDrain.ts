import type { ServerResponse } from 'node:http'
import { systemClock } from '@millrace/protocol'

/** What can be ended with all that it runs: a chat route, or several behind one `close`. */
export interface Closable {
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

/** The end of one route: it takes nothing new, and what it is saying is said and sent. */
export interface Drain {
  /** How long it may take in all, in milliseconds. */
  timeoutMs: number
  /** A response is being written, until it closes. */
  add(response: ServerResponse): void
  /**
   * Closes the route and waits until the sockets have taken every response. Resolves at `timeoutMs` in any case: a
   * quarter of it, a second at most, is kept back to send the end of what had to be interrupted.
   */
  run(): Promise<void>
}

export function createDrain(route: Closable): Drain {
  const open = new Set<ServerResponse>()
  let draining = false
  let onEmpty: (() => void) | undefined

  async function allSent(timeoutMs: number): Promise<void> {
    await route.close({ timeoutMs: timeoutMs - Math.min(1000, timeoutMs / 4) })
    // Whoever resumes meanwhile is waited for too.
    if (open.size > 0) await new Promise<void>((resolve) => (onEmpty = resolve))
  }

  const drain: Drain = {
    timeoutMs: 0,
    add(response) {
      if (draining) endConnection(response)
      open.add(response)
      response.once('close', () => {
        open.delete(response)
        if (open.size === 0) onEmpty?.()
      })
    },
    async run() {
      const { timeoutMs } = drain
      draining = true
      for (const response of open) endConnection(response)
      let cancel: (() => void) | undefined
      const late = new Promise<void>((resolve) => {
        cancel = systemClock.schedule(resolve, timeoutMs)
      })
      await Promise.race([allSent(timeoutMs), late]).finally(cancel)
    },
  }
  return drain
}

/** Whoever keeps connections asks another node next. HTTP/2 has its own way to say so. */
function endConnection(response: ServerResponse): void {
  const { httpVersionMajor, socket } = response.req
  if (httpVersionMajor > 1) return
  if (response.headersSent) response.once('finish', () => socket.end())
  else response.setHeader('connection', 'close')
}
