/** The items of a source until the signal aborts; leaving closes the source. */
export async function* until<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Value> {
  const iterator = source[Symbol.asyncIterator]()
  let leave: (() => void) | undefined
  // Not `Promise.race` with one promise for the signal: that would hold on to something for each item.
  const next = (): Promise<IteratorResult<Value> | undefined> =>
    new Promise((resolve, reject) => {
      leave = () => resolve(undefined)
      iterator.next().then(resolve, reject)
    })
  const onAbort = (): void => leave?.()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    while (!signal.aborted) {
      const result = await next()
      if (result === undefined || result.done === true) return
      yield result.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: a source that hangs in a read would hold us too.
    void iterator.return?.()?.then(undefined, () => undefined)
  }
}
