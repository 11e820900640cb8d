import type { Nodes, Text } from 'mdast'
import { decodeString } from 'micromark-util-decode-string'
import type { LocatedBlock } from './createMarkdownTree.ts'

/** A place for a mark in a block. */
export interface Spot {
  /** The way to the node behind which it stands: the place of a child in the block, of a child in that one. */
  readonly path: readonly number[]
  /** Of a text that goes on behind it: after so many characters (UTF-16). */
  readonly at?: number
}

/** Holds words among which a mark may stand. Links do not: nothing in them can be pressed by itself. */
const wordy: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'tableCell',
  'emphasis',
  'strong',
  'delete',
])

/** Holds blocks. */
const holding: ReadonlySet<string> = new Set([
  'blockquote',
  'list',
  'listItem',
  'table',
  'tableRow',
])

/**
 * The last place for a mark in a block that ends before an offset of the text, moved on out of words and syntax;
 * undefined if there is none. Where it is not known which node stands where, the end of what is around counts.
 */
export function spotBefore(
  block: Nodes,
  located: LocatedBlock | undefined,
  end: number,
): Spot | undefined {
  return within(block, located === undefined ? undefined : { ...located, end })
}

/** The place behind all words of a block; undefined if it ends with something else, and for tables and headings. */
export function endSpot(block: Nodes): Spot | undefined {
  if (block.type === 'paragraph') return within(block, undefined)
  if (block.type !== 'blockquote' && block.type !== 'list' && block.type !== 'listItem') {
    return undefined
  }
  const last = block.children.findLastIndex(
    ({ type }) => type !== 'definition' && type !== 'footnoteDefinition',
  )
  const child = block.children[last]
  return below(last, child === undefined ? undefined : endSpot(child))
}

/** The same node as it was read by itself, from `base` on in the text, and the offset that is looked for. */
interface Sought {
  readonly node: Nodes
  readonly text: string
  readonly base: number
  readonly end: number
}

function within(node: Nodes, sought: Sought | undefined): Spot | undefined {
  if (!wordy.has(node.type) && !holding.has(node.type)) return undefined
  const children = childrenOf(node)
  const twins = twinsOf(node, sought)
  const starts = twins === undefined || sought === undefined ? undefined : startsOf(twins, sought)
  for (let index = children.length - 1; index >= 0; index--) {
    const child = children[index] as Nodes
    const twin = twins?.[index]
    if (sought !== undefined && (starts?.[index] ?? 0) >= sought.end) continue
    const inner = twin === undefined || sought === undefined ? undefined : { ...sought, node: twin }
    const spot = wordy.has(node.type)
      ? besideWord(child, index, inner)
      : below(index, within(child, inner))
    if (spot !== undefined) return spot
  }
  return undefined
}

/** The place in or behind something that stands among words. */
function besideWord(child: Nodes, index: number, sought: Sought | undefined): Spot | undefined {
  const behind = { path: [index] }
  const end = sought?.node.position?.end.offset
  const inside = sought !== undefined && end !== undefined && sought.end < sought.base + end
  if (child.type === 'break' || (child.type === 'text' && child.value.trim() === '')) {
    return undefined
  }
  if (child.type === 'text') {
    if (inside) return inText(child, index, sought)
    const words = child.value.trimEnd().length
    return words < child.value.length ? { ...behind, at: words } : behind
  }
  if (!inside) return behind
  return wordy.has(child.type) ? below(index, within(child, sought)) : behind
}

function inText({ value }: Text, index: number, sought: Sought): Spot | undefined {
  const { node, base, text, end } = sought
  const behind = { path: [index] }
  if (node.type !== 'text' || node.value !== value) return behind
  const start = base + (node.position?.start.offset ?? 0)
  const source = text.slice(start, base + (node.position?.end.offset ?? 0))
  const at = readOffset(source, value, end - start)
  if (at === undefined) return behind
  const moved = behindWord(value, at)
  if (moved === 0) return undefined
  return moved < value.length ? { path: [index], at: moved } : behind
}

function below(index: number, spot: Spot | undefined): Spot | undefined {
  return spot === undefined ? undefined : { ...spot, path: [index, ...spot.path] }
}

function childrenOf(node: Nodes): readonly Nodes[] {
  return 'children' in node ? (node.children as readonly Nodes[]) : []
}

/** The children as they were read by themselves; undefined if these are others. */
function twinsOf(node: Nodes, sought: Sought | undefined): readonly Nodes[] | undefined {
  if (sought === undefined) return undefined
  const children = childrenOf(node)
  const twins = childrenOf(sought.node)
  const same =
    twins.length === children.length &&
    twins.every(({ type }, index) => type === children[index]?.type)
  return same ? twins : undefined
}

/** Where siblings start in the text. One that a parser made without a position starts where the last one ends. */
function startsOf(siblings: readonly Nodes[], { node, base }: Sought): readonly number[] {
  let reached = base + (node.position?.start.offset ?? 0)
  return siblings.map(({ position }) => {
    const start = position?.start.offset
    const end = position?.end.offset
    const here = start === undefined ? reached : base + start
    if (end !== undefined) reached = base + end
    return here
  })
}

/** What is written in another way than it is read: escapes, references, and line ends with what begins a line. */
const written =
  /\\[!-/:-@[-`{-~]|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z\d]{1,31});|[\t ]*(?:\r\n?|\n)[\t ]*(?:>[\t ]*)*/gi

/** Where in a text stands what is at an offset of its source; undefined if the source does not read like that. */
function readOffset(source: string, value: string, offset: number): number | undefined {
  if (source === value) return offset
  let shift = 0
  let found: number | undefined
  for (const { 0: piece, index } of source.matchAll(written)) {
    if (found === undefined && offset <= index) found = offset + shift
    shift += readLength(piece) - piece.length
    // Within an escape: behind it.
    if (found === undefined && offset <= index + piece.length) found = index + piece.length + shift
  }
  found ??= offset + shift
  return source.length + shift === value.length ? Math.max(0, found) : undefined
}

function readLength(piece: string): number {
  const lineEnd = /\r\n?|\n/.exec(piece)
  return (lineEnd === null ? decodeString(piece) : lineEnd[0]).length
}

/** What a cut would tear: letters of one word, an emoji and what belongs to it. Han and kana have no words. */
const letter = String.raw`(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])[\p{L}\p{N}]`
const joinedBefore = new RegExp(String.raw`(?:${letter}\p{M}*|\p{RI})$`, 'u')
const joinedAfter = new RegExp(
  String.raw`[\p{M}\u200d\p{Emoji_Modifier}]|(?:${letter})|\p{RI}`,
  'uy',
)
/** Makes one sign of two emoji. */
const joiner = '\u200d'
/** Enough to see which character stands before. */
const nearby = 16

/** The next place in a text at which no word is torn, and before the space that may stand there. */
function behindWord(value: string, offset: number): number {
  let at = Math.min(offset, value.length)
  while (at > 0 && at < value.length && isTorn(value, at)) at++
  while (at > 0 && /\s/.test(value[at - 1] ?? '')) at--
  return at
}

function isTorn(value: string, at: number): boolean {
  const code = value.charCodeAt(at)
  // The second half of a pair, and what always belongs to what is before it.
  if (code >>> 10 === 0x37 || value[at - 1] === joiner) return true
  joinedAfter.lastIndex = at
  const after = joinedAfter.exec(value)?.[0]
  if (after === undefined) return false
  if (/^[\p{M}\u200d\p{Emoji_Modifier}]/u.test(after)) return true
  return joinedBefore.test(value.slice(Math.max(0, at - nearby), at))
}
