/** The items of a source until the signal aborts; leaving closes the source. */
export async function* until<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Value> {
  const iterator = source[Symbol.asyncIterator]()
  let leave: (() => void) | undefined
  const left = new Promise<'left'>((resolve) => {
    leave = () => resolve('left')
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    while (!signal.aborted) {
      const result = await Promise.race([iterator.next(), left])
      if (result === 'left' || result.done === true) return
      yield result.value
    }
  } finally {
    if (leave !== undefined) signal.removeEventListener('abort', leave)
    // Not awaited: a source that hangs in a read would hold us too.
    void iterator.return?.()?.then(undefined, () => undefined)
  }
}
