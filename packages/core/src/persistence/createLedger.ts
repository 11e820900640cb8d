import { type Disk, DiskError } from './Disk.ts'
import { type Known, type Ledger, type Mode, type Step, unchanged } from './Ledger.ts'
import type { PersistenceTrouble } from './Persistence.ts'
import type { Changed } from './Records.ts'
import { walk } from './walk.ts'

export interface LedgerOptions {
  readonly disk: Disk
  /** Runs before each step, in its turn. */
  readonly onTurn?: () => Promise<void>
  /**
   * Gives up what is old, so many conversations of it, so that what these keys hold can be written. Resolves to how many
   * went. Default: nothing is.
   */
  readonly makeRoom?: (keys: readonly string[], count: number) => Promise<number>
  /** Whether it is kept on the disk, whenever that changes. */
  readonly onTrouble?: (trouble: DiskError | undefined) => void
}

/** A ledger that goes on in memory where its disk fails. */
export interface LastingLedger extends Ledger {
  /** Nothing is known or kept from now on. Resolves when the disk has come to rest. */
  end(): Promise<void>
}

/** A browser may take a while to notice that there is room again: not all is given up for one step. */
const mostAtOnce = 8

/** What is remembered while it cannot be kept. */
interface Memory {
  reason: PersistenceTrouble
  /** What the records are that are not as on the disk. */
  readonly records: Map<string, unknown>
  /** What is to be made again once it can be kept: another tab may have written there meanwhile. */
  readonly journal: Map<string | symbol, Step<unknown>>
}

/**
 * One step at a time, in the order in which they were asked for. Where the disk is full, what is old goes first; where that
 * does not help, or where the disk cannot be used, steps are made in memory, over what can still be read. Every later one
 * that writes tries the disk again, but one of a newer version: with all that was written in memory, as one.
 */
export function createLedger(options: LedgerOptions): LastingLedger {
  const { disk, onTurn, makeRoom = async () => 0, onTrouble } = options
  let memory: Memory | undefined
  let hasEnded = false
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const turn = last.then(async () => {
      if (!hasEnded) await onTurn?.()
      return await task()
    })
    last = turn.catch(() => undefined)
    return turn
  }

  async function make<Result>(mode: Mode, step: Step<Result>, as?: string): Promise<Result> {
    if (hasEnded) return ofNothing(step)
    const isRead = mode === 'read'
    if (memory === undefined || (!isRead && memory.reason !== 'newer')) {
      try {
        const journal = [...(memory?.journal.values() ?? [])]
        const result = isRead
          ? await disk.make('read', step)
          : await withRoom(() => disk.make('write', step, journal))
        if (memory !== undefined) {
          memory = undefined
          onTrouble?.(undefined)
        }
        return result
      } catch (thrown) {
        remember(thrown)
      }
    }
    // It may have ended meanwhile.
    return hasEnded || memory === undefined
      ? ofNothing(step)
      : await makeInMemory(memory, mode, step, as)
  }

  async function withRoom<Result>(write: () => Promise<Result>): Promise<Result> {
    for (let count = 1; ; count *= 2) {
      try {
        return await write()
      } catch (thrown) {
        if (!(thrown instanceof DiskError) || thrown.reason !== 'quota') throw thrown
        if (hasEnded || count > mostAtOnce) throw thrown
        if ((await makeRoom(thrown.keys, count)) === 0) throw thrown
      }
    }
  }

  /** @throws what is no trouble of the disk. */
  function remember(thrown: unknown): void {
    if (!(thrown instanceof DiskError)) throw thrown
    const { reason } = thrown
    const isKnown = memory?.reason === reason
    if (memory === undefined) memory = { reason, records: new Map(), journal: new Map() }
    else memory.reason = reason
    if (!isKnown && !hasEnded) onTrouble?.(thrown)
  }

  async function makeInMemory<Result>(
    { reason, records, journal }: Memory,
    mode: Mode,
    step: Step<Result>,
    as: string | undefined,
  ): Promise<Result> {
    const { write, result } = await overDisk(reason, records, step)
    if (mode === 'read' || hasEnded) return result
    for (const [key, value] of write) records.set(key, value)
    // Where nobody knows what is on the disk, it may be changed by what changes nothing here.
    const isNothing = write.size === 0 && (reason === 'quota' || as !== undefined)
    if (isNothing) return result
    const name = as ?? nameOf(step)
    journal.delete(name)
    journal.set(name, careful(step))
    return result
  }

  /** What a step comes to over what was written in memory, and what the disk has besides. */
  async function overDisk<Result>(
    reason: PersistenceTrouble,
    records: ReadonlyMap<string, unknown>,
    step: Step<Result>,
  ): Promise<Changed<Result>> {
    const over: Step<Changed<Result>> = (known) => {
      const made = step(new Map([...known, ...records]))
      return 'needs' in made ? made : unchanged(made)
    }
    if (reason === 'quota') {
      try {
        return await disk.make('read', over)
      } catch (thrown) {
        if (!(thrown instanceof DiskError)) throw thrown
      }
    }
    return ofNothing(over)
  }

  async function keys(prefix: string): Promise<readonly string[]> {
    if (hasEnded) return []
    if (memory === undefined) {
      try {
        return await disk.keys(prefix)
      } catch (thrown) {
        remember(thrown)
      }
    }
    if (memory === undefined) return []
    const { reason, records } = memory
    const known = reason === 'quota' ? await disk.keys(prefix).catch(() => []) : []
    const written = [...records.keys()].filter((key) => key.startsWith(prefix))
    const all = new Set([...known, ...written])
    return [...all].filter((key) => !records.has(key) || records.get(key) !== undefined).toSorted()
  }

  return {
    make: (mode, step, as) => inTurn(() => make(mode, step, as)),
    keys: (prefix) => inTurn(() => keys(prefix)),
    async end() {
      hasEnded = true
      memory = undefined
      await last
    },
  }
}

/** A step that asks for nothing writes the same whatever is there: the last one of its keys is enough. */
function nameOf(step: Step<unknown>): string | symbol {
  const nothing: Known = new Map()
  const made = step(nothing)
  return 'needs' in made ? Symbol('step') : [...made.write.keys()].join('\n')
}

/** What a step throws later is no trouble of whoever comes then. */
function careful(step: Step<unknown>): Step<unknown> {
  return (known) => {
    try {
      return step(known)
    } catch {
      return unchanged(undefined)
    }
  }
}

/** What a step comes to where nothing is known. */
function ofNothing<Result>(step: Step<Result>): Result {
  const steps = walk(step)
  let made = steps.go([])
  while ('needs' in made) made = steps.go(made.needs.map((key) => [key, undefined]))
  return made.result
}
