'use client'

import { Fragment, memo, type ReactNode } from 'react'
import type { FlowNode } from './tree/OpenNode.ts'

/** Siblings in a run: what grows compares the runs, and the siblings of the last. */
const runLength = 24

/** Siblings in runs. A node never changes its run. */
export function runsOf<Node>(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const runs: (readonly Node[])[] = []
  for (let start = 0; start < nodes.length; start += runLength) {
    runs.push(nodes.slice(start, start + runLength))
  }
  return runs
}

interface RunProps<Node extends FlowNode> {
  readonly nodes: readonly Node[]
  readonly rendering: unknown
  /** Whatever else decides how the nodes look. */
  readonly notes: string | undefined
  readonly render: (node: Node, place: number) => ReactNode
  /** Whether a line ending stands behind each. Default true. */
  readonly joined?: boolean
}

/** Some siblings: rendered again only when one of them is another one. */
export const Run = memo(
  function Run<Node extends FlowNode>({ nodes, render, joined = true }: RunProps<Node>): ReactNode {
    return nodes.map((node, place) => (
      <Fragment key={place}>
        {render(node, place)}
        {joined && '\n'}
      </Fragment>
    ))
  },
  (before, after) =>
    before.rendering === after.rendering &&
    before.notes === after.notes &&
    sameNodes(before.nodes, after.nodes),
) as <Node extends FlowNode>(props: RunProps<Node>) => ReactNode

export function sameNodes(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((node, index) => node === after[index])
}
