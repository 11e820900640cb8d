import type { Changed } from './Records.ts'

/** Records by key, changed in steps that nobody comes between. Rejects with what a step throws, and with nothing else. */
export interface Ledger {
  /**
   * Makes one step. One that reads writes nothing.
   * @param as - Where it has to be made again later, the last one of this name is enough: it takes the place of those before.
   */
  make<Result>(mode: Mode, step: Step<Result>, as?: string): Promise<Result>
  /** The keys that begin so, in order. */
  keys(prefix: string): Promise<readonly string[]>
}

export type Mode = 'read' | 'write'

/** A function of what is known: what it needs to know besides, or what comes of it. Pure, and called more than once. */
export type Step<Result> = (known: Known) => Needs | Changed<Result>

/** Records by key; undefined where there is none, `unreadable` where there is one that nobody can read. */
export type Known = ReadonlyMap<string, unknown>

export interface Needs {
  readonly needs: readonly string[]
}

/** A record that is there, and that the browser cannot bring. */
export const unreadable: unique symbol = Symbol('unreadable')

/** What of these keys is not known; undefined where all is. */
export function missing(known: Known, keys: readonly string[]): Needs | undefined {
  const needs = keys.filter((key) => !known.has(key))
  return needs.length === 0 ? undefined : { needs }
}

/** What a step comes to that writes nothing. */
export function unchanged<Result>(result: Result): Changed<Result> {
  return { write: new Map(), result }
}
