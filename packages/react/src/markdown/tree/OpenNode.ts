import type { BlockContent, DefinitionContent, ListItem, Nodes, RootContent, TableRow } from 'mdast'

/** What containers hold: blocks, items, rows. */
export type FlowNode = RootContent | BlockContent | DefinitionContent | ListItem | TableRow

/**
 * A container that is still being written, with what is finished in it. What is finished is not in the source of
 * the next parse; the `lead` stands for the container there.
 */
export interface OpenNode {
  /** The container as it was first parsed; its children are not looked at. */
  readonly node: Nodes
  /** Children that are finished. For code: none, its lines are in `lines`. */
  readonly done: readonly FlowNode[]
  /** Finished lines of code, with their line endings. */
  readonly lines?: string
  /** Whether blank lines were seen between what is finished. */
  readonly spread: boolean
  /** Source that opens the container: a marker, or whole lines (`wholeLines`). */
  readonly lead: string
  /** Whether `lead` is lines of its own (a table's head, a fence), so that the source goes on with a raw line. */
  readonly wholeLines: boolean
  /** The container within it that is open as well. */
  readonly inner?: OpenNode | undefined
}
