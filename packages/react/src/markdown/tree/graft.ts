import type { Nodes, PhrasingContent } from 'mdast'
import { joinedTexts } from './advanceText.ts'
import { isClosedFence } from './fence.ts'
import type { FlowNode, OpenNode } from './OpenNode.ts'

/** Siblings of which the first goes on in what is open. */
export function graftAll(
  fresh: readonly FlowNode[],
  open: OpenNode | undefined,
): readonly FlowNode[] {
  const [first, ...others] = fresh
  return open === undefined || first === undefined ? fresh : [graft(first, open), ...others]
}

/** Made once for each node: what is shown and what is kept as finished are the same. */
const grafted = new WeakMap<FlowNode, FlowNode>()

/**
 * A container whole again: what is finished in it, then what the newest parse saw of it. What is finished keeps
 * its identity.
 */
function graft(node: FlowNode, open: OpenNode): FlowNode {
  const made = grafted.get(node) ?? whole(node, open)
  grafted.set(node, made)
  return made
}

function whole(node: FlowNode, open: OpenNode): FlowNode {
  if (node.type === 'code') {
    return {
      ...(open.node as typeof node),
      value: (open.lines ?? '') + node.value,
      position: node.position,
      data: { ...node.data, closed: isClosedFence(node) },
    } as FlowNode
  }
  if (node.type === 'paragraph') {
    const done = open.done as readonly PhrasingContent[]
    return { ...node, children: [...joinedTexts([...done, ...node.children])] }
  }
  const fresh = 'children' in node ? (node.children as readonly FlowNode[]) : []
  const kept: Nodes = open.node
  return {
    ...kept,
    ...(spreads(node) ? { spread: open.spread || node.spread === true } : {}),
    position: node.position,
    children: [
      ...(node.type === 'table' && 'children' in kept ? kept.children.slice(0, 1) : []),
      ...open.done,
      ...graftAll(node.type === 'table' ? fresh.slice(1) : fresh, open.inner),
    ],
  } as FlowNode
}

function spreads(node: FlowNode): node is FlowNode & { spread?: boolean | null } {
  return node.type === 'list' || node.type === 'listItem'
}
