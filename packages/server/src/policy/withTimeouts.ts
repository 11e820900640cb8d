import { ChatError, type Clock } from '@millrace/protocol'
import type { Provider, ProviderEvent } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'

/** How long a provider may take, in milliseconds. */
export interface TimeoutLimits {
  /**
   * Until the response begins, for providers that tell when it does (`tellsHeaders`). Default 10,000: a machine
   * that takes a connection and does not answer is as good as gone (T-15).
   */
  readonly connectMs: number
  /** Until the first event of any kind. Default 120,000: reasoning models think before they speak. */
  readonly firstTokenMs: number
  /** Between events. Bytes that say nothing are no progress. Default 30,000. */
  readonly idleMs: number
  /** For the whole answer. Default 600,000. */
  readonly totalMs: number
}

/**
 * Ends an answer that makes no progress. "No progress for 30 s", not "30 s in all": answers of over
 * 90 s are ordinary. What came before the end is kept; the request is closed.
 */
export function withTimeouts(
  limits: Partial<TimeoutLimits>,
  clock: Clock,
): (provider: Provider) => Provider {
  const { connectMs = 10_000, firstTokenMs = 120_000 } = limits
  const { idleMs = 30_000, totalMs = 600_000 } = limits
  return (provider) => ({
    ...provider,
    async *stream(request, { signal, onHeaders }) {
      const controller = new AbortController()
      const give = (): void => controller.abort(signal.reason)
      if (signal.aborted) give()
      signal.addEventListener('abort', give, { once: true })
      const expire = (): void =>
        controller.abort(
          new ChatError('timeout', sentenceFor('timeout'), { retryable: true, status: 504 }),
        )
      const cancelTotal = clock.schedule(expire, totalMs)
      let heardAt = clock.now()
      let limitMs = provider.tellsHeaders === true ? connectMs : firstTokenMs
      let cancelIdle = clock.schedule(check, limitMs)
      // One timer that looks at the time, instead of one per event.
      function check(): void {
        const leftMs = heardAt + limitMs - clock.now()
        if (leftMs > 0) cancelIdle = clock.schedule(check, leftMs)
        else expire()
      }
      function connected(headers: Headers): void {
        onHeaders?.(headers)
        // Headers of a request that was left meanwhile start no clock.
        if (!controller.signal.aborted && limitMs === connectMs) waitFor(firstTokenMs)
      }
      function waitFor(ms: number): void {
        heardAt = clock.now()
        limitMs = ms
        cancelIdle()
        cancelIdle = clock.schedule(check, ms)
      }
      let reads: ImpatientReads<readonly ProviderEvent[]> | undefined
      let over = false
      try {
        controller.signal.throwIfAborted()
        reads = readImpatiently(
          provider.stream(request, { signal: controller.signal, onHeaders: connected }),
          controller.signal,
        )
        for (;;) {
          const read = await reads.next()
          if (read.done === true) return void (over = true)
          if (limitMs === idleMs) heardAt = clock.now()
          else waitFor(idleMs)
          yield read.value
          over = isLast(read.value)
          if (over) return
          controller.signal.throwIfAborted()
        }
      } finally {
        cancelTotal()
        cancelIdle()
        signal.removeEventListener('abort', give)
        // Errors cost a stack each: the usual end needs none.
        if (!over) controller.abort(new ChatError('aborted', 'Stopped.'))
        reads?.leave()
      }
    },
  })
}

interface ImpatientReads<T> {
  /** @throws the signal's reason as soon as it aborts, also where the source does not hear the signal. */
  next(): Promise<IteratorResult<T>>
  /** Closes the source. Nothing waits for it: one that does not hear the signal may never answer. */
  leave(): void
}

function readImpatiently<T>(source: AsyncIterable<T>, signal: AbortSignal): ImpatientReads<T> {
  const iterator = source[Symbol.asyncIterator]()
  // One listener for all reads: adding one per read would be a cost per token.
  let giveUp: (reason: unknown) => void = () => undefined
  signal.addEventListener('abort', () => giveUp(signal.reason), { once: true })
  return {
    next: () =>
      new Promise((resolve, reject) => {
        giveUp = reject
        iterator.next().then(resolve, reject)
      }),
    leave: () => void iterator.return?.().then(undefined, () => undefined),
  }
}

function isLast(events: readonly ProviderEvent[]): boolean {
  const last = events.at(-1)
  return last?.type === 'error' || last?.type === 'finish'
}
