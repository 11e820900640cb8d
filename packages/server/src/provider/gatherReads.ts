/**
 * What a source gives within one turn of the event loop, at once: one that hands out token by token costs its
 * reader a turn's work, not a token's. Ends with the source; throws what it throws, after what came before.
 */
export async function* gatherReads<T>(
  reader: Pick<ReadableStreamDefaultReader<T>, 'read'>,
): AsyncGenerator<readonly T[], void> {
  let gathered: T[] = []
  let wake: (() => void) | undefined
  let end: { readonly error?: unknown } | undefined

  function wakeUp(): void {
    wake?.()
    wake = undefined
  }

  async function pump(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        gathered.push(value)
        if (gathered.length === 1) nextTurn(wakeUp)
      }
      end = {}
    } catch (error) {
      end = { error }
    }
    wakeUp()
  }

  void pump()
  for (;;) {
    if (gathered.length === 0) {
      if (end !== undefined) break
      await new Promise<void>((resolve) => (wake = resolve))
    }
    if (gathered.length > 0) {
      const turn = gathered
      gathered = []
      yield turn
    }
  }
  if ('error' in end) throw end.error
}

/** Behind everything that is ready now. Edge runtimes have no `setImmediate`. */
function nextTurn(task: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => unknown }
  if (setImmediate === undefined) setTimeout(task, 0)
  else setImmediate(task)
}
