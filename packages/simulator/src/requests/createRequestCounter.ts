/** Counts requests for an answer, by model. */
export interface RequestCounter {
  readonly countsByModel: Readonly<Record<string, number>>
  readonly add: (model: string) => void
  readonly clear: () => void
}

/** Makes a counter that has seen nothing. */
export function createRequestCounter(): RequestCounter {
  const counts = new Map<string, number>()
  return {
    get countsByModel() {
      return Object.fromEntries(counts)
    },
    add: (model) => void counts.set(model, (counts.get(model) ?? 0) + 1),
    clear: () => counts.clear(),
  }
}
