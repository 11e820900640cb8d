import type { FootnoteDefinition, FootnoteReference, Nodes } from 'mdast'
import { type Labels, labelOf } from './Labels.ts'
import type { FlowNode } from './OpenNode.ts'

/** The notes of a text, in the order in which it refers to them. */
export interface Footnotes {
  readonly notes: readonly { readonly identifier: string; readonly references: number }[]
  /** All notes, also those that only other notes refer to. */
  readonly definitions: readonly FootnoteDefinition[]
  /** For each block with references: their numbers. A block is the same only with the same numbers. */
  readonly numbers: ReadonlyMap<FlowNode, string>
}

/** Numbers the references of all blocks, over the whole text; undefined when there are none. */
export function footnotesOf(
  blocks: readonly FlowNode[],
  { footnotes }: Labels,
): Footnotes | undefined {
  if (footnotes.size === 0) return undefined
  const notes = new Map<string, FootnoteDefinition>()
  for (const note of blocks.flatMap((block) => foundIn(block).notes)) {
    if (!notes.has(labelOf(note))) notes.set(labelOf(note), note)
  }
  const counts = new Map<
    string,
    { readonly identifier: string; readonly number: number; references: number }
  >()
  const numbers = new Map<FlowNode, string>()
  for (const block of blocks) {
    const { references } = foundIn(block)
    for (const reference of references) {
      const label = labelOf(reference)
      const count = counts.get(label) ?? {
        identifier: reference.identifier,
        number: counts.size + 1,
        references: 0,
      }
      counts.set(label, count)
      count.references++
      reference.data = { ...reference.data, number: count.number, nth: count.references }
    }
    if (references.length > 0) {
      numbers.set(
        block,
        references.map(({ data }) => `${data?.number ?? 0}.${data?.nth ?? 0}`).join(' '),
      )
    }
  }
  if (counts.size === 0) return undefined
  return {
    numbers,
    notes: [...counts.values()].map(({ identifier, references }) => ({ identifier, references })),
    definitions: [...notes.values()],
  }
}

interface Found {
  /** References, but for those within notes: these are numbered with their notes. */
  readonly references: readonly FootnoteReference[]
  readonly notes: readonly FootnoteDefinition[]
}

const found = new WeakMap<Nodes, Found>()
const nothing: Found = { references: [], notes: [] }

/** What is in a node. Looked for once: nodes that are finished stay the same. */
function foundIn(node: Nodes): Found {
  if (node.type === 'footnoteReference') return { references: [node], notes: [] }
  if (!('children' in node)) return nothing
  const before = found.get(node)
  if (before !== undefined) return before
  const within = (node.children as readonly Nodes[]).map(foundIn)
  const notes = within.flatMap((child) => child.notes)
  const now: Found =
    node.type === 'footnoteDefinition'
      ? { references: [], notes: [node, ...notes] }
      : { references: within.flatMap(({ references }) => references), notes }
  found.set(node, now)
  return now
}
