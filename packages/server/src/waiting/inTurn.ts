/** Work that is done one at a time under one name, in the order in which it came. */
export interface InTurn {
  <Result>(name: string, work: () => Promise<Result>): Promise<Result>
}

export function inTurn(): InTurn {
  /** The end of the last in each line. */
  const lines = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const before = lines.get(name) ?? Promise.resolve()
    const done = before.then(work)
    const settled = done.catch(() => undefined)
    lines.set(name, settled)
    try {
      return await done
    } finally {
      if (lines.get(name) === settled) lines.delete(name)
    }
  }
}
