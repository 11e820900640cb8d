/** Which messages of a conversation are mounted, and how much room the others leave. */
export interface Plan {
  readonly items: readonly PlannedItem[]
  /** The room of those after the last one, in pixels. */
  readonly afterPx: number
  /** How many messages there are. */
  readonly count: number
}

export interface PlannedItem {
  readonly id: string
  /** Its place among all, from 0. */
  readonly index: number
  /** The room of those between it and the one that is mounted before it, in pixels. */
  readonly beforePx: number
}

/** The last `most` of them; all where there are no more. */
export function planEnd(ids: readonly string[], most: number): Plan {
  const from = Math.max(0, ids.length - most)
  const items = ids.slice(from).map((id, at) => ({ id, index: from + at, beforePx: 0 }))
  return { items, afterPx: 0, count: ids.length }
}

/** Whether two plans say the same. */
export function isSamePlan(one: Plan, other: Plan): boolean {
  return (
    one.count === other.count &&
    Math.abs(one.afterPx - other.afterPx) < 0.5 &&
    one.items.length === other.items.length &&
    one.items.every((item, at) => {
      const its = other.items[at]
      return (
        its?.id === item.id &&
        its.index === item.index &&
        Math.abs(its.beforePx - item.beforePx) < 0.5
      )
    })
  )
}
