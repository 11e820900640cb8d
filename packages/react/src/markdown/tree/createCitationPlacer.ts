import type { Citation } from '@millrace/protocol'
import type { Nodes, PhrasingContent } from 'mdast'
import { checkedCitations } from '../../sources/checkedCitations.ts'
import { sourceKey } from '../../sources/sourceKey.ts'
import type { CitationMark, CitedSource } from './CitationMark.ts'
import { endSpot, type Spot, spotBefore } from './citationSpot.ts'
import type { LocatedBlock, MarkdownSnapshot, MarkdownTree } from './createMarkdownTree.ts'
import type { FlowNode } from './OpenNode.ts'

/** A text with the numbers of its sources in it. */
export interface CitedSnapshot {
  readonly snapshot: MarkdownSnapshot
  /** What is cited where no words are to put it behind: below all of the text. */
  readonly below: readonly CitedSource[]
}

export interface CitationPlacer {
  /**
   * Puts marks among the words of what the tree has read last. Blocks without one are the same objects; without its
   * marks a block says what it said before, since they are only put beside nodes, and between the letters of a text.
   * @param whole - Whether the text has ended: what says of no place stands at its end.
   */
  place(tree: MarkdownTree, snapshot: MarkdownSnapshot, whole: boolean): CitedSnapshot
}

/** What stands at one place. */
interface Place {
  readonly spot: Spot
  /** Which of the citations, in their order. */
  readonly cited: number[]
}

/**
 * Finds the places of citations in a text. They say where they end in its source, which is hostile: an offset in
 * syntax, code, a link or a word moves on to the next place where words end; one outside of the text counts for none.
 */
export function createCitationPlacer(citations: readonly Citation[]): CitationPlacer {
  const checked = checkedCitations(citations)
  const numbers = numbersOf(checked)
  const located = new WeakMap<FlowNode, LocatedBlock | 'unknown'>()
  const made = new WeakMap<FlowNode, { readonly cited: string; readonly block: FlowNode }>()
  let last:
    | { readonly from: MarkdownSnapshot; readonly whole: boolean; readonly to: CitedSnapshot }
    | undefined

  return {
    place(tree, snapshot, whole) {
      if (last?.from === snapshot && last.whole === whole) return last.to
      last = { from: snapshot, whole, to: placeAll(tree, snapshot, whole) }
      return last.to
    },
  }

  function placeAll(tree: MarkdownTree, snapshot: MarkdownSnapshot, whole: boolean): CitedSnapshot {
    const { text, starts } = tree.source()
    const places: Map<string, Place>[] = []
    const below: number[] = []
    const put = (spot: Spot, block: number, citation: number): void => {
      const here = (places[block] ??= new Map<string, Place>())
      const key = `${spot.path.join('.')}:${spot.at ?? ''}`
      const place = here.get(key) ?? { spot, cited: [] }
      here.set(key, place)
      place.cited.push(citation)
    }
    const lastBlock = lastShown(snapshot.blocks)
    const node = snapshot.blocks[lastBlock]
    const atEnd = whole && node !== undefined && snapshot.plain === '' ? endSpot(node) : undefined
    for (const [index, { endIndex }] of checked.entries()) {
      const end = endIn(text, endIndex)
      const found = end === undefined ? undefined : spotIn(tree, snapshot.blocks, starts, end)
      if (found !== undefined) put(found.spot, found.block, index)
      else if (atEnd !== undefined) put(atEnd, lastBlock, index)
      else if (whole) below.push(index)
    }
    return { snapshot: marked(snapshot, places), below: citedBy(below) }
  }

  /** The last place before an offset, in its block or one before it. */
  function spotIn(
    tree: MarkdownTree,
    blocks: readonly FlowNode[],
    starts: readonly number[],
    end: number,
  ): { readonly spot: Spot; readonly block: number } | undefined {
    for (let block = blocks.length - 1; block >= 0; block--) {
      const node = blocks[block]
      if (node === undefined || (starts[block] ?? 0) >= end) continue
      const spot = spotBefore(node, locatedOf(tree, node, block), end)
      if (spot !== undefined) return { spot, block }
    }
    return undefined
  }

  function locatedOf(tree: MarkdownTree, node: FlowNode, index: number): LocatedBlock | undefined {
    const known = located.get(node) ?? tree.locate(index) ?? 'unknown'
    located.set(node, known)
    return known === 'unknown' ? undefined : known
  }

  function marked(
    snapshot: MarkdownSnapshot,
    places: readonly (ReadonlyMap<string, Place> | undefined)[],
  ): MarkdownSnapshot {
    if (places.length === 0) return snapshot
    const numbered = new Map(snapshot.footnotes?.numbers)
    const blocks = snapshot.blocks.map((node, index) => {
      const here = places[index]
      if (here === undefined) return node
      const cited = [...here].map(([key, place]) => `${key}=${place.cited.join()}`).join(' ')
      const before = made.get(node)
      const block = before?.cited === cited ? before.block : withMarks(node, [...here.values()], [])
      made.set(node, { cited, block })
      const notes = numbered.get(node)
      if (notes !== undefined) numbered.set(block, notes)
      return block
    })
    const { footnotes } = snapshot
    return {
      ...snapshot,
      blocks,
      ...(footnotes === undefined ? {} : { footnotes: { ...footnotes, numbers: numbered } }),
    }
  }

  /** A node with the marks of the places within it: what has none is the same. */
  function withMarks<Node extends Nodes>(
    node: Node,
    places: readonly Place[],
    path: readonly number[],
  ): Node {
    if (!('children' in node)) return node
    const depth = path.length
    const children = (node.children as readonly PhrasingContent[]).flatMap((child, index) => {
      const within = places.filter(({ spot }) => spot.path[depth] === index)
      const own = within.filter(({ spot }) => spot.path.length === depth + 1)
      const deeper = within.filter(({ spot }) => spot.path.length > depth + 1)
      const whole = deeper.length === 0 ? child : withMarks(child, deeper, [...path, index])
      return own.length === 0 ? [whole] : piecesOf(whole, own)
    })
    return { ...node, children }
  }

  /** A node and the marks behind it; a text in pieces, with the marks between them. */
  function piecesOf(node: PhrasingContent, places: readonly Place[]): readonly PhrasingContent[] {
    const pieces: PhrasingContent[] = []
    let from = 0
    const inOrder = places.toSorted((a, b) => (a.spot.at ?? Infinity) - (b.spot.at ?? Infinity))
    for (const { spot, cited } of inOrder) {
      if (node.type === 'text' && spot.at !== undefined) {
        pieces.push({ type: 'text', value: node.value.slice(from, spot.at) })
        from = spot.at
      } else if (from !== Infinity) {
        pieces.push(restOf(node, from))
        from = Infinity
      }
      pieces.push(markOf(cited))
    }
    if (from !== Infinity) pieces.push(restOf(node, from))
    return pieces
  }

  function markOf(cited: readonly number[]): CitationMark {
    return { type: 'citations', cited: citedBy(cited) }
  }

  /** Citations of one place, those of one source together. */
  function citedBy(indices: readonly number[]): readonly CitedSource[] {
    const sources = new Map<string, { source: Citation['source']; quotes: string[] }>()
    for (const index of indices) {
      const citation = checked[index]
      if (citation === undefined) continue
      const key = sourceKey(citation.source)
      const one = sources.get(key) ?? { source: citation.source, quotes: [] }
      sources.set(key, one)
      const { citedText } = citation
      if (typeof citedText === 'string' && citedText.trim() !== '') {
        if (!one.quotes.includes(citedText)) one.quotes.push(citedText)
      }
    }
    return [...sources].map(([key, one]) => ({ ...one, number: numbers.get(key) ?? 0 }))
  }
}

function restOf(node: PhrasingContent, from: number): PhrasingContent {
  return node.type === 'text' && from > 0 ? { type: 'text', value: node.value.slice(from) } : node
}

function numbersOf(citations: readonly Citation[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  for (const { source } of citations) {
    const key = sourceKey(source)
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1)
  }
  return numbers
}

/** Where a citation ends, behind a letter of the text; undefined for one that ends nowhere in it. */
function endIn(text: string, endIndex: number | undefined): number | undefined {
  if (!Number.isInteger(endIndex)) return undefined
  const end = endIndex as number
  return end > text.length || end < 0 ? undefined : text.slice(0, end).trimEnd().length || undefined
}

/** The last block that shows something; -1 if none does. */
function lastShown(blocks: readonly FlowNode[]): number {
  return blocks.findLastIndex(({ type }) => type !== 'definition' && type !== 'footnoteDefinition')
}
