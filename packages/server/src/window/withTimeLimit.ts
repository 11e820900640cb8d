import { ChatError, type Clock, type Summarize, wait } from '@millrace/protocol'

/**
 * A summary that comes in time or not at all. Who writes it may hear no signal: nothing waits for it then.
 * @throws {ChatError} `timeout` after `limitMs`; the signal's reason once it aborts.
 */
export function withTimeLimit(summarize: Summarize, limitMs: number, clock: Clock): Summarize {
  return async (messages, options) => {
    const over = new AbortController()
    const signal = AbortSignal.any([options.signal, over.signal])
    const late = wait(clock, limitMs, signal).then(() => {
      throw new ChatError('timeout', 'The summary took too long.')
    })
    try {
      const text = (async () => await summarize(messages, { ...options, signal }))()
      return await Promise.race([text, late])
    } finally {
      // The one that is late is told, and its timer goes.
      over.abort()
    }
  }
}
