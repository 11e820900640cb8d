/** Does one thing after the other. What one of them throws is its own affair. */
export interface InOrder {
  <Result>(work: () => Promise<Result>): Promise<Result>
  /** Resolves when all that was begun before is done. */
  settled(): Promise<void>
}

export function inOrder(): InOrder {
  let last: Promise<unknown> = Promise.resolve()
  function run<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
  return Object.assign(run, {
    async settled() {
      await last
    },
  })
}
