/**
 * What comes of work, or undefined once the signal aborts: what never ends is not waited for. What it throws later is
 * dropped, and no listener is left behind.
 */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  work: PromiseLike<Value>,
): Promise<Value | undefined> {
  let stop: (() => void) | undefined
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
