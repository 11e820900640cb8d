import { estimate, estimateTokens } from './estimateTokens.ts'
import type { TokenCounter } from './TokenCounter.ts'

/** A worker, as far as it is used. */
export interface CountingWorker {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'error', listener: (event: unknown) => void): void
}

/** What goes to the worker. */
interface Order {
  readonly id: number
  readonly texts: readonly string[]
}

/** What came back: a count for each text. */
interface Delivery {
  readonly id: number
  readonly counts: readonly number[]
}

/** Texts whose counts are remembered, at most. */
const keptTexts = 10_000

/**
 * Exact counts off the main thread: `prepare` has texts counted by a worker that runs `serveCounts`, `count`
 * looks them up. What was not prepared is estimated, which errs upwards; so is everything when the worker fails.
 * @param start - Makes the worker, when it is first needed.
 */
export function workerCounter(name: string, start: () => CountingWorker): TokenCounter {
  const known = new Map<string, number>()
  const waiting = new Map<
    number,
    { readonly texts: readonly string[]; readonly done: () => void }
  >()
  /** Texts that are being counted. */
  const coming = new Map<string, Promise<void>>()
  let worker: CountingWorker | undefined
  let orders = 0
  let failed = false

  function receive(data: unknown): void {
    const { id, counts } = data as Delivery
    const order = waiting.get(id)
    if (order === undefined) return
    waiting.delete(id)
    for (const [index, text] of order.texts.entries()) {
      const count = counts[index]
      if (count !== undefined) known.set(text, count)
      coming.delete(text)
    }
    for (const text of known.keys()) {
      if (known.size <= keptTexts) break
      known.delete(text)
    }
    order.done()
  }

  function giveUp(): void {
    failed = true
    for (const { done } of waiting.values()) done()
    waiting.clear()
    coming.clear()
  }

  function order(texts: readonly string[]): void {
    if (texts.length === 0 || failed) return
    try {
      worker ??= started()
      const id = orders++
      const arrival = new Promise<void>((done) => waiting.set(id, { texts, done }))
      for (const text of texts) coming.set(text, arrival)
      const message: Order = { id, texts }
      worker.postMessage(message)
    } catch {
      // A page may forbid workers: the estimate is what is left.
      giveUp()
    }
  }

  function started(): CountingWorker {
    const made = start()
    made.addEventListener('message', ({ data }) => receive(data))
    made.addEventListener('error', giveUp)
    return made
  }

  return {
    get name() {
      return failed ? estimate.name : name
    },
    count: (text) => known.get(text) ?? estimateTokens(text),
    async prepare(wanted) {
      const texts = [...new Set(wanted)].filter((text) => !known.has(text))
      order(texts.filter((text) => !coming.has(text)))
      for (const text of texts) await coming.get(text)
    },
  }
}

/** What a worker hears and says. `self` in one. */
export interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** Counts for a page: the whole of a worker is `serveCounts(o200k(), self)`. */
export function serveCounts(counter: TokenCounter, scope: WorkerScope): void {
  scope.addEventListener('message', ({ data }) => {
    const { id, texts } = data as Order
    const delivery: Delivery = { id, counts: texts.map((text) => counter.count(text)) }
    scope.postMessage(delivery)
  })
}
