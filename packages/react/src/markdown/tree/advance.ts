import type { Code, ListItem, Nodes, Table } from 'mdast'
import { advanceText } from './advanceText.ts'
import { composeLead } from './composeLead.ts'
import { isClosedFence, isFenced } from './fence.ts'
import { graftAll } from './graft.ts'
import { startOf } from './MarkdownParser.ts'
import type { FlowNode, OpenNode } from './OpenNode.ts'

/** What was parsed: the lead of what is open, and behind it the text from `from` on. */
export interface Parsed {
  readonly source: string
  /** Length of the lead, which is not in the text. */
  readonly leadLength: number
  /** Whether no plugin adds syntax of its own: then it is known which marks may be open in a text. */
  readonly isPlain: boolean
}

/** How far what is finished has come. */
export interface Advance {
  readonly open: OpenNode
  /** Nodes of this parse that are finished with it. */
  readonly finished: readonly FlowNode[]
  /** The source that opens all that is open again. */
  readonly lead: string
  /** Where in `source` the rest starts: behind the markers that the lead stands for. */
  readonly rest: number
}

/** Lines of code that stay in the open part before it is cut: each cut copies it. */
const fewLines = 16

/**
 * Finds what is finished in a container that is still being written. A child is finished once a later one starts
 * on a complete line. Goes as deep as it can: into the last item of a list, its last child, and so on.
 * @param open - What the parse before left open of the same container.
 * @param outer - Containers around it, outermost first, as they are now.
 * @returns undefined when nothing more is finished.
 */
export function advance(
  node: Nodes,
  open: OpenNode | undefined,
  outer: readonly OpenNode[],
  parsed: Parsed,
): Advance | undefined {
  if (node.type === 'code') return advanceCode(node, open, outer, parsed)
  if (node.type === 'paragraph' && parsed.isPlain) {
    const text = advanceText(node, open, outer, parsed.source)
    return text === undefined ? undefined : { ...text, finished: [] }
  }
  if (!isContainer(node)) return undefined
  const children = freshChildren(node, open)
  const last = lastComplete(children, parsed.source)
  if (last === -1) return undefined
  const lead = open ?? leadFor(node, outer, parsed)
  if (lead === undefined) return undefined
  // The head of a table stays with the table.
  const firstDone = node.type === 'table' && open === undefined ? 1 : 0
  const finished = children.slice(firstDone, last)
  const next: OpenNode = {
    node: open?.node ?? node,
    lead: lead.lead,
    wholeLines: lead.wholeLines,
    spread: (open?.spread ?? false) || isSpread(children, last),
    done:
      last === 0 ? (open?.done ?? []) : [...(open?.done ?? []), ...graftAll(finished, open?.inner)],
  }
  const child = children[last]
  if (child === undefined) return undefined
  const inner = advance(child, last === 0 ? open?.inner : undefined, [...outer, next], parsed)
  if (inner !== undefined) {
    return {
      ...inner,
      open: { ...next, inner: inner.open },
      finished: [...finished, ...inner.finished],
    }
  }
  if (last === 0) return undefined
  // On a line that a container might have gone on with, micromark reads some blocks otherwise ("lazy").
  if (isOfContainers(children[last - 1]) && touch(children, last)) return undefined
  const from = restFrom(child, [...outer, next], parsed)
  return from === undefined ? undefined : { open: next, finished, ...from }
}

function isContainer(node: Nodes): boolean {
  return (
    node.type === 'root' ||
    node.type === 'list' ||
    node.type === 'listItem' ||
    node.type === 'blockquote' ||
    node.type === 'table'
  )
}

function isOfContainers(node: FlowNode | undefined): boolean {
  return node?.type === 'list' || node?.type === 'blockquote' || node?.type === 'footnoteDefinition'
}

/** The children that are in the source itself: a table's head is in its lead once that is in use. */
function freshChildren(node: Nodes, open: OpenNode | undefined): readonly FlowNode[] {
  const children = 'children' in node ? (node.children as readonly FlowNode[]) : []
  return node.type === 'table' && open !== undefined ? children.slice(1) : children
}

/** The last child that is sure to have begun, with the definitions that it hangs on; -1 for none. */
function lastComplete(children: readonly FlowNode[], source: string): number {
  let last = children.findLastIndex((child) => isSettled(child, source))
  // A definition and what follows it without a blank line may still be read otherwise.
  while (last > 0 && children[last - 1]?.type === 'definition' && touch(children, last)) last--
  return last
}

/** Whether a block is sure to have begun: it starts on a complete line, or with words of a paragraph. */
function isSettled(child: FlowNode, source: string): boolean {
  const start = startOf(child)
  if (source.indexOf('\n', start) !== -1) return true
  if (child.type === 'paragraph')
    return source.length - start > 64 && !/[|[<]/.test(source[start] ?? '')
  if (!isContainer(child) || child.type === 'table' || !('children' in child)) return false
  const first = child.children[0] as FlowNode | undefined
  return first !== undefined && isSettled(first, source)
}

function touch(children: readonly FlowNode[], index: number): boolean {
  const before = children[index - 1]?.position?.end.line ?? 0
  const after = children[index]?.position?.start.line ?? 0
  return after - before <= 1
}

/** Whether a blank line stands before one of the children up to `last`. */
function isSpread(children: readonly FlowNode[], last: number): boolean {
  for (let index = 1; index <= last; index++) if (!touch(children, index)) return true
  return false
}

interface Lead {
  readonly lead: string
  readonly wholeLines: boolean
}

/** The source that opens a container anew; undefined where that cannot be told. */
function leadFor(node: Nodes, outer: readonly OpenNode[], parsed: Parsed): Lead | undefined {
  switch (node.type) {
    case 'root':
    case 'list':
      return { lead: '', wholeLines: false }
    case 'blockquote':
      return { lead: '> ', wholeLines: false }
    case 'listItem':
      return itemLead(node, outer, parsed)
    case 'table':
      return tableLead(node, parsed.source)
    default:
      return undefined
  }
}

/** The marker of an item, as wide as its content is indented, with the indent that it stands at. */
function itemLead(item: ListItem, outer: readonly OpenNode[], parsed: Parsed): Lead | undefined {
  const start = startOf(item)
  const indent = indentOf(item, outer, parsed)
  const marker = /^(?:[-*+]|\d{1,9}[.)])(?: {1,4}(?![ \t])|(?= {5})|(?=[\r\n]))/.exec(
    parsed.source.slice(start, start + 16),
  )?.[0]
  if (indent === undefined || marker === undefined) return undefined
  // A marker before five spaces or a line's end is one wider than it looks.
  return { lead: indent + (marker.endsWith(' ') ? marker : `${marker} `), wholeLines: false }
}

/** The spaces before a node that are its own; undefined where they cannot be told from its containers'. */
function indentOf(node: Nodes, outer: readonly OpenNode[], { source }: Parsed): string | undefined {
  const start = startOf(node)
  const lineStart = lineStartOf(source, start)
  const taken = takeMarkers(outer, source, lineStart)
  const indent = taken === undefined ? undefined : source.slice(taken, start)
  if (taken !== undefined && taken <= start && /^ {0,3}$/.test(indent ?? '')) return indent
  // On the line of a marker: nothing is between them.
  const marker = outer.findLast(({ lead }) => lead !== '')?.lead.trimStart()
  return marker !== undefined && source.slice(lineStart, start).endsWith(marker) ? '' : undefined
}

function tableLead(table: Table, source: string): Lead | undefined {
  const headEnd = source.indexOf('\n', startOf(table))
  const end = source.indexOf('\n', headEnd + 1)
  return headEnd === -1 || end === -1
    ? undefined
    : { lead: source.slice(startOf(table), end + 1), wholeLines: true }
}

/**
 * Where the rest starts when it begins with `child`: at the line of `child`, behind the markers of the containers
 * around it, which their lead stands for. undefined where the line does not look as it must.
 */
function restFrom(
  child: FlowNode,
  outer: readonly OpenNode[],
  { source, leadLength }: Parsed,
): { readonly lead: string; readonly rest: number } | undefined {
  const lineStart = lineStartOf(source, startOf(child))
  // On the line of the lead nothing is finished; a byte order mark counts at the start of a text only.
  if (lineStart < leadLength || source[lineStart] === '\u{feff}') return undefined
  if (dependsOnWhatIsBefore(child, source)) return undefined
  // A row goes on behind the lines of its table: a raw line.
  if (outer.at(-1)?.wholeLines === true) return leadTo(outer, '', lineStart)
  const rest = takeMarkers(outer, source, lineStart)
  if (rest === undefined) return undefined
  const parent = outer.at(-1)?.node.type
  const line = source.slice(rest, startOf(child))
  if (parent === 'root') return { lead: '', rest: lineStart }
  if (!/^ {0,3}$/.test(line)) return undefined
  // The first child of an item is read otherwise: a box that is ticked, code that is indented.
  if (parent === 'listItem' && /^(?:\[[ xX\t]\]|[ \t])/.test(source.slice(startOf(child)))) {
    return undefined
  }
  return leadTo(outer, line, rest)
}

function leadTo(
  outer: readonly OpenNode[],
  indent: string,
  rest: number,
): { readonly lead: string; readonly rest: number } | undefined {
  const lead = composeLead(outer, indent)
  return lead === undefined ? undefined : { lead, rest }
}

/**
 * Whether a block would be another one at the start of a text. micromark lets a marker without text interrupt nothing,
 * and reads indented code otherwise behind a list than alone.
 */
function dependsOnWhatIsBefore(child: FlowNode, source: string): boolean {
  if (child.type === 'code') return !isFenced(child, source)
  return (
    child.type === 'paragraph' &&
    /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/.test(source.slice(startOf(child), startOf(child) + 12))
  )
}

/** The offset behind the markers of the containers on a line that goes on in all of them. */
function takeMarkers(
  outer: readonly OpenNode[],
  source: string,
  lineStart: number,
): number | undefined {
  let rest: number | undefined = lineStart
  for (const { node, lead } of outer) {
    if (rest !== undefined) rest = takeMarker(node, lead, source, rest)
  }
  return rest
}

function takeMarker(node: Nodes, lead: string, source: string, from: number): number | undefined {
  if (node.type === 'blockquote') {
    const marker = /^ {0,3}> ?(?!\t)/.exec(source.slice(from, from + 6))?.[0]
    return marker === undefined ? undefined : from + marker.length
  }
  if (node.type === 'listItem') {
    return source.startsWith(' '.repeat(lead.length), from) ? from + lead.length : undefined
  }
  return from
}

/** Code in a fence that is open: its lines are finished one by one. */
function advanceCode(
  code: Code,
  open: OpenNode | undefined,
  outer: readonly OpenNode[],
  parsed: Parsed,
): Advance | undefined {
  const { source } = parsed
  if (!isFenced(code, source) || isClosedFence(code)) return undefined
  const fenceEnd = source.indexOf('\n', startOf(code))
  const indent = open === undefined ? indentOf(code, outer, parsed) : ''
  if (fenceEnd === -1 || indent === undefined) return undefined
  // One complete line stays, so that no code and one empty line are told apart.
  const rest = lineStartOf(source, lineStartOf(source, source.length) - 1)
  const finished = countLines(source, fenceEnd + 1, rest)
  const lines = code.value.split('\n')
  if (finished < fewLines || finished >= lines.length) return undefined
  const next: OpenNode = {
    node: open?.node ?? code,
    done: [],
    lines: `${open?.lines ?? ''}${lines.slice(0, finished).join('\n')}\n`,
    spread: false,
    lead: open?.lead ?? indent + source.slice(startOf(code), fenceEnd + 1),
    wholeLines: true,
  }
  const from = leadTo([...outer, next], '', rest)
  return from === undefined ? undefined : { open: next, finished: [], ...from }
}

function countLines(source: string, from: number, to: number): number {
  let lines = 0
  for (
    let at = source.indexOf('\n', from);
    at !== -1 && at < to;
    at = source.indexOf('\n', at + 1)
  ) {
    lines++
  }
  return lines
}

function lineStartOf(source: string, offset: number): number {
  return source.lastIndexOf('\n', offset - 1) + 1
}
