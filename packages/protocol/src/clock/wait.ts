import type { Clock } from './Clock.ts'

/**
 * Resolves after `delayMs`. Ends at once when the signal aborts, with the signal's reason, and
 * leaves neither timer nor listener behind.
 */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error)
      return
    }
    const cancel = clock.schedule(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, delayMs)
    function stop(): void {
      cancel()
      reject(signal?.reason as Error)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}
