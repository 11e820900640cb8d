import type { Code, Heading, Paragraph, TableCell } from 'mdast'
import { isClosedFence, isFenced } from './fence.ts'
import { healText } from './healText.ts'
import { endOf, startOf } from './MarkdownParser.ts'
import type { FlowNode } from './OpenNode.ts'

type Leaf = Paragraph | Heading | TableCell

/**
 * Shows the block that a growing text ends with as it will most likely be, and takes out what could still become
 * another element. Changes the nodes: they are of the newest parse.
 * @param blocks - Top-level nodes; the last of them is the one that grows.
 * @param source - What the newest parse read.
 */
export function heal(blocks: FlowNode[], source: string): void {
  const path: FlowNode[][] = [blocks]
  for (;;) {
    const siblings = path.at(-1) ?? []
    const last = siblings.at(-1)
    if (last === undefined) break
    if (isLeaf(last)) {
      if (!isOpen(last, source)) return
      if (!isUndecided(last, source)) last.children = healText(last.children, source)
      else siblings.pop()
      if (last.children.length === 0 && last.type === 'paragraph') siblings.pop()
      break
    }
    if (last.type === 'code') {
      if (isUndecidedFence(last, source)) siblings.pop()
      else if (!(last.data?.closed ?? isClosedFence(last))) last.data = { ...last.data, open: true }
      break
    }
    if (!('children' in last) || last.children.length === 0) return
    path.push(last.children as FlowNode[])
  }
  // A container that holds nothing yet is not shown either.
  for (let depth = path.length - 1; depth > 0; depth--) {
    if ((path[depth]?.length ?? 0) > 0) break
    path[depth - 1]?.pop()
  }
}

function isLeaf(node: FlowNode): node is FlowNode & Leaf {
  return (
    node.type === 'paragraph' || node.type === 'heading' || (node.type as string) === 'tableCell'
  )
}

/** Whether a leaf may go on: nothing, or for a paragraph a line ending, is behind it. */
function isOpen(leaf: Leaf, source: string): boolean {
  const behind = source.slice(endOf(leaf))
  return leaf.type === 'paragraph'
    ? /^[ \t]*(?:\r?\n)?[ \t>]*$/.test(behind)
    : /^[ \t]*$/.test(behind)
}

/** The first line of a table; a definition; a tag: a paragraph that may still become something else. */
function isUndecided(leaf: Leaf, source: string): boolean {
  if (leaf.type !== 'paragraph') return false
  // A formula that is not closed.
  if (leaf.data !== undefined && 'openMath' in leaf.data) return true
  const text = source.slice(startOf(leaf), endOf(leaf))
  if (/[\r\n]/.test(text)) return false
  if (text.startsWith('|')) return true
  if (/[\r\n]/.test(source.slice(endOf(leaf)))) return false
  return /^\[(?:[^\]\\]|\\.)*(?:\]:?|\]:.*)?$/.test(text) || /^<[!?/]?[a-z0-9-]*$/i.test(text)
}

/** A fence whose first line is not complete. */
function isUndecidedFence(code: Code, source: string): boolean {
  return isFenced(code, source) && !/[\r\n]/.test(source.slice(startOf(code)))
}
