import { createListLayout as untyped } from 'virtua/unstable_core'

/** What we use of virtua's core, which comes without types. */
interface ListLayout {
  $getRange(fromPx: number, toPx: number): [first: number, last: number]
  $getItemOffset(index: number): number
  $setItemSizes(sizes: readonly (readonly [index: number, sizePx: number])[]): void
}

const createListLayout = untyped as unknown as (
  length: number,
  itemPx: number,
  snapshot: readonly [sizes: readonly number[], itemPx: number],
) => ListLayout

/** What virtua takes for a size that is not known. */
const unknownPx = -1

/** How high the messages of a conversation are, as far as that is known; the others are taken for middling. */
export interface Sizes {
  /** The same heights for other messages: by their ids, wherever they stand now. */
  arrange(ids: readonly string[]): void
  /** Notes how high messages are, with the gap that follows, in pixels. */
  note(sizes: readonly (readonly [index: number, sizePx: number])[]): void
  /** Where a message begins, from the beginning of the list; for their number, where the last one ends. */
  offsetPx(index: number): number
  /** The first and the last message of a stretch of the list. */
  between(fromPx: number, toPx: number): readonly [first: number, last: number]
}

/** Makes sizes for no messages yet. Finding a place in 10,000 takes some ten comparisons. */
export function createSizes(): Sizes {
  const known = new Map<string, number>()
  let ids: readonly string[] = []
  let layout = createListLayout(0, 1, [[], 1])

  /** The middle one of what is known: one very long answer says little of the others. */
  function middlingPx(): number {
    const sorted = [...known.values()].toSorted((one, other) => one - other)
    return sorted[sorted.length >> 1] ?? 120
  }

  function arrange(given: readonly string[]): void {
    ids = given
    const sizes = ids.map((id) => known.get(id) ?? unknownPx)
    const middling = middlingPx()
    layout = createListLayout(ids.length, middling, [sizes, middling])
  }

  return {
    arrange,
    note(sizes) {
      const first = known.size === 0
      for (const [index, sizePx] of sizes) {
        const id = ids[index]
        if (id !== undefined) known.set(id, sizePx)
      }
      // What the others are taken for is made up once, and again with every message that comes.
      if (first) arrange(ids)
      else layout.$setItemSizes(sizes)
    },
    offsetPx: (index) => layout.$getItemOffset(index),
    between: (fromPx, toPx) => layout.$getRange(fromPx, toPx),
  }
}
