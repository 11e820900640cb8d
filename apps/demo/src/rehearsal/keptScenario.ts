/** What only the browser knows of a scenario: the simulator keeps the rest. */
export interface Kept {
  readonly id: string
  /** When it ends by itself, in milliseconds since the epoch. */
  readonly until: number | undefined
  /** How many requests had reached the provider when it was chosen. */
  readonly requestsBefore: number
}

/** Where it is kept: for all pages of the demo in this browser, over a reload. */
export interface KeptScenario {
  read(): Kept | undefined
  write(kept: Kept | undefined): void
}

const name = 'millrace-demo-rehearsal'

/** @param storage - Where it is full or forbidden, this page alone knows. */
export function keptScenario(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = () => localStorage,
): KeptScenario {
  let ofThisPage: Kept | undefined
  return {
    read() {
      try {
        return readKept(JSON.parse(storage().getItem(name) ?? 'null')) ?? ofThisPage
      } catch {
        return ofThisPage
      }
    },
    write(kept) {
      ofThisPage = undefined
      try {
        if (kept === undefined) storage().removeItem(name)
        else storage().setItem(name, JSON.stringify(kept))
      } catch {
        ofThisPage = kept
      }
    },
  }
}

function readKept(stored: unknown): Kept | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined
  if (!('id' in stored) || typeof stored.id !== 'string') return undefined
  return {
    id: stored.id,
    until: 'until' in stored ? timeIn(stored.until) : undefined,
    requestsBefore: ('requestsBefore' in stored ? timeIn(stored.requestsBefore) : undefined) ?? 0,
  }
}

function timeIn(stored: unknown): number | undefined {
  return typeof stored === 'number' && Number.isFinite(stored) && stored >= 0 ? stored : undefined
}
