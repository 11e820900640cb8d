import type { Needs, Step } from './Ledger.ts'

/** Steps on their way, as one: each sees what those before it have written. */
export interface Walk<Result> {
  /** What is to be written in the end; undefined takes one out. */
  readonly written: ReadonlyMap<string, unknown>
  /** Goes on with what was found of what was needed, to where more is needed or all is done. */
  go(found: Iterable<readonly [string, unknown]>): Needs | { readonly result: Result }
}

export function walk<Result>(
  last: Step<Result>,
  before: readonly Step<unknown>[] = [],
): Walk<Result> {
  const known = new Map<string, unknown>()
  const written = new Map<string, unknown>()
  let at = 0

  function make<Of>(step: Step<Of>): Needs | { readonly result: Of } {
    const made = step(known)
    if ('needs' in made) return made
    for (const [key, value] of made.write) {
      known.set(key, value)
      written.set(key, value)
    }
    return made
  }

  return {
    written,
    go(found) {
      for (const [key, value] of found) known.set(key, value)
      for (let step = before[at]; step !== undefined; step = before[at]) {
        const made = make(step)
        if ('needs' in made) return made
        at++
      }
      return make(last)
    },
  }
}
