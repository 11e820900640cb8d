import { type Clock, wait } from '@millrace/protocol'
import type { Transport } from './Transport.ts'

/** How long a question waits for the stop before it, in milliseconds. */
const stopMs = 2000

/**
 * Keeps a question from overtaking the stop of the answer before it: the server would still be busy with that one, and
 * refuse.
 */
export function afterStops(transport: Transport, clock: Clock): Transport {
  const stopping = new Set<Promise<unknown>>()
  return {
    ...(transport.sends === undefined ? {} : { sends: transport.sends }),
    resume: (request, options) => transport.resume(request, options),
    isNumbered: () => transport.isNumbered(),
    stop(request) {
      const stopped = transport.stop(request)
      const settled: Promise<unknown> = stopped.then(
        () => stopping.delete(settled),
        () => stopping.delete(settled),
      )
      stopping.add(settled)
      return stopped
    },
    async send(request, options) {
      if (stopping.size > 0) {
        const enough = new AbortController()
        const signal = AbortSignal.any([options.signal, enough.signal])
        const late = wait(clock, stopMs, signal).catch(() => undefined)
        await Promise.race([Promise.all(stopping), late])
        enough.abort()
      }
      return await transport.send(request, options)
    },
  }
}
