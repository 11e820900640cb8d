import type { ServerResponse } from 'node:http'

/** Counts answers that are under way. */
export interface StreamCounter {
  readonly open: number
  /** Counts a response until it is over: sent in full, or its client gone. */
  readonly track: (response: ServerResponse) => void
  /** Resolves as soon as no answer is under way. */
  readonly whenIdle: () => Promise<void>
}

/** Makes a counter that stands at 0. */
export function createStreamCounter(): StreamCounter {
  let open = 0
  let waiting: (() => void)[] = []
  return {
    get open() {
      return open
    },
    track(response) {
      if (response.closed) return
      open++
      response.once('close', () => {
        open--
        if (open > 0) return
        for (const resolve of waiting) resolve()
        waiting = []
      })
    },
    whenIdle() {
      if (open === 0) return Promise.resolve()
      return new Promise((resolve) => void waiting.push(resolve))
    },
  }
}
