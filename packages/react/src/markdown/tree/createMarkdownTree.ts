import { type Advance, advance, type Parsed } from './advance.ts'
import { type Footnotes, footnotesOf } from './footnotes.ts'
import { graftAll } from './graft.ts'
import { heal } from './heal.ts'
import { heldBack } from './heldBack.ts'
import { type Labels, labelsIn, mayDefine, noLabels, resolve, withLabels } from './Labels.ts'
import type { MarkdownParser } from './MarkdownParser.ts'
import { startOf } from './MarkdownParser.ts'
import type { FlowNode, OpenNode } from './OpenNode.ts'
import { sectionsOf } from './sectionsOf.ts'
import { tooDeep, tooHeavy } from './tooHeavy.ts'

/** A text as it is to be shown now. Nodes that did not change are the same objects as before. */
export interface MarkdownSnapshot {
  readonly blocks: readonly FlowNode[]
  /** Absent while nothing is referred to. */
  readonly footnotes?: Footnotes | undefined
  /** Text behind the blocks that is too large or too deep to be parsed: to be shown as it is. */
  readonly plain: string
}

export interface MarkdownTree {
  /**
   * The tree of a text. A text that goes on from the last one is parsed from where it is still open; any
   * other is parsed anew.
   * @param streaming - Whether more may come: then what is half-open is shown closed, and what could still
   *   become something else is held back. Default false.
   */
  read(text: string, streaming?: boolean): MarkdownSnapshot
  /** What the last snapshot shows of its text, and where in there its blocks start. */
  source(): { readonly text: string; readonly starts: readonly number[] }
  /**
   * A block of the last snapshot read by itself: the offsets in it are known, those of `blocks` count from wherever
   * they were parsed. undefined for one that is long or deep.
   */
  locate(block: number): LocatedBlock | undefined
}

/** A block that was read by itself. */
export interface LocatedBlock {
  readonly node: FlowNode
  /** The text that it is in, and where in there its offsets count from. */
  readonly text: string
  readonly base: number
}

export interface MarkdownTreeOptions {
  /** Told of each piece of source that is parsed. */
  readonly onParse?: ((source: string) => void) | undefined
}

/** A finished block of the text. */
interface Block {
  readonly node: FlowNode
  /** Where its first line starts in the text. */
  readonly start: number
}

/** Where the reading of a text stands. */
interface Reading {
  readonly blocks: readonly Block[]
  /** Where the block starts that is being written. */
  readonly start: number
  /** The container that is open there, with what is finished in it. */
  readonly open?: OpenNode | undefined
  /** The source that opens it again. */
  readonly lead: string
  /** Where in the text the part starts that is parsed again: behind the markers that the lead stands for. */
  readonly rest: number
  /** What is defined in what is finished. */
  readonly labels: Labels
}

/** A text as it was read last. */
interface Read {
  readonly text: string
  readonly streaming: boolean
  readonly snapshot: MarkdownSnapshot
  /** What is shown of the text, where its blocks start, and what is defined in it. */
  readonly shown: string
  starts(): readonly number[]
  readonly labels: Labels
}

/** What was parsed of a text, and from where. */
interface Rest {
  readonly from: Reading
  readonly fresh: FlowNode[]
  readonly parsed: Parsed
}

/** From so many characters on, text is looked through before it is parsed. */
const muchText = 2000

/** In characters. */
const pieceLength = 4096

/** A longer block is not read once more to find what is where in it, in characters. */
const longestLocated = 32_768

const nothingRead: Reading = { blocks: [], start: 0, lead: '', rest: 0, labels: noLabels }

/**
 * Parses a growing text (design 3.5): each update parses only what is open in the block that is being written.
 * A block, an item, a row, a line of code that is finished is never parsed again, but for those that use a label
 * which is defined later.
 */
export function createMarkdownTree(
  parser: MarkdownParser,
  { onParse }: MarkdownTreeOptions = {},
): MarkdownTree {
  let reading = nothingRead
  let last: Read | undefined

  return {
    read(text, streaming = false) {
      if (last?.text === text && last.streaming === streaming) return last.snapshot
      if (last !== undefined && !text.startsWith(last.text)) reading = nothingRead
      const until = streaming ? Math.max(heldBack(text), reading.rest) : text.length
      const shown = text.slice(0, until)
      const from = readPieces(readSections(reading, shown), shown)
      const [next, snapshot, starts] = readFrom(from, shown, streaming)
      // The end of a text finishes everything: what goes on behind it goes on from before its end.
      if (streaming) reading = next
      last = { text, streaming, snapshot, shown, starts, labels: next.labels }
      return snapshot
    },
    source: () => ({ text: last?.shown ?? '', starts: last?.starts() ?? [] }),
    locate(index) {
      if (last === undefined) return undefined
      const { snapshot, shown, labels } = last
      const starts = last.starts()
      const node = snapshot.blocks[index]
      const start = starts[index]
      if (node === undefined || start === undefined) return undefined
      const behind = starts[index + 1] ?? shown.length - snapshot.plain.length
      const before = snapshot.blocks[index - 1]
      const from = before?.type === 'definition' ? (starts[index - 1] ?? start) : start
      const source = shown.slice(from, behind)
      if (source.length > longestLocated || tooHeavy(source)) return undefined
      const located = parse(source, labels).findLast(({ type }) => type === node.type)
      if (located === undefined || tooDeep([located])) return undefined
      return { node: located, text: shown, base: from }
    },
  }

  function parse(source: string, labels: Labels): FlowNode[] {
    onParse?.(source)
    return parser.parse(source, labels).children
  }

  /** Much text at once is parsed in sections, all but the last of which are finished. */
  function readSections(from: Reading, text: string): Reading {
    if (!parser.isPlain || text.length - from.rest < muchText) return from
    const rest = text.slice(from.start)
    // A label may be defined for all sections; a lone CR ends lines as well.
    if (mayDefine(rest) || /\r(?!\n)/.test(rest)) return from
    let reached = from
    for (const end of sectionsOf(text, from.start, from.rest)) {
      const next = readSection(reached, text.slice(0, end))
      if (next === undefined) return reached
      reached = next
    }
    return reached
  }

  /** What is still much is read as if it came bit by bit: some of it takes a time that grows with its square. */
  function readPieces(from: Reading, text: string): Reading {
    let reached = from
    for (let at = from.rest + pieceLength; at < text.length - pieceLength; at += pieceLength) {
      const end = text.lastIndexOf('\n', at) + 1
      if (end <= reached.rest) continue
      const [next, { plain }] = readFrom(reached, text.slice(0, end), true)
      // One block of many lines: to read it again and again would take longer than once.
      if (plain !== '' || next.rest - reached.rest < pieceLength / 4) return reached
      reached = next
    }
    return reached
  }

  function readSection(from: Reading, text: string): Reading | undefined {
    const rest = parseRest(from, text)
    if (rest === undefined) return undefined
    const { fresh, parsed } = rest
    const { open, blocks, labels } = rest.from
    resolve(fresh, labels)
    const more = graftAll(fresh, open).map((node, index) => ({
      node,
      start: startOfBlock(rest.from, fresh, index, parsed),
    }))
    return {
      blocks: [...blocks, ...more],
      start: text.length,
      lead: '',
      rest: text.length,
      labels,
    }
  }

  /** The rest of a text, and the reading it goes on from. undefined for one that is too large or too deep to be parsed. */
  function parseRest(from: Reading, text: string): Rest | undefined {
    const source = from.lead + text.slice(from.rest)
    // A paragraph whose words are cut must have no strikethrough (`advanceText.ts`).
    if (source.includes('~') && holdsWords(from.open)) return parseRest(asAWhole(from), text)
    if (tooHeavy(source)) return undefined
    const fresh = parse(source, from.labels)
    if (tooDeep(fresh)) return undefined
    // What is open was closed by its surroundings, in a way that its lead cannot show: once more, as a whole.
    if (!continues(fresh, from.open)) return parseRest(asAWhole(from), text)
    return {
      from,
      fresh,
      parsed: { source, leadLength: from.lead.length, isPlain: parser.isPlain },
    }
  }

  function readFrom(
    before: Reading,
    text: string,
    streaming: boolean,
  ): readonly [Reading, MarkdownSnapshot, starts: () => readonly number[]] {
    const rest = parseRest(before, text)
    if (rest === undefined) {
      const blocks = before.blocks.map(({ node }) => node)
      const footnotes = footnotesOf(blocks, before.labels)
      const starts = () => before.blocks.map(({ start }) => start)
      return [before, { blocks, plain: text.slice(before.start), footnotes }, starts]
    }
    const { from, fresh, parsed } = rest
    const { source } = parsed
    const { open, labels } = from
    const step = streaming ? finish(from, fresh, parsed) : undefined
    const next = step?.reading ?? from
    const closing = step?.finished ?? fresh
    const known = mayDefine(source) ? withLabels(labels, closing) : labels
    if (known !== labels) {
      const late = relabelled(from, text, known)
      // Before the rest is read: it may use the labels as well.
      if (late !== undefined) return readFrom(late, text, streaming)
    }
    const shown = mayDefine(source) ? withLabels(known, fresh) : known
    resolve(fresh, shown)
    const blocks = [...from.blocks.map(({ node }) => node), ...graftAll(fresh, open)]
    if (streaming) heal(blocks, source)
    const starts = () => [
      ...from.blocks.map(({ start }) => start),
      ...fresh.map((_, index) => startOfBlock(from, fresh, index, parsed)),
    ]
    return [
      { ...next, labels: known },
      { blocks, plain: '', footnotes: footnotesOf(blocks, shown) },
      starts,
    ]
  }

  /** The reading with labels that are known now: what used them before is parsed again. undefined if nothing did. */
  function relabelled(from: Reading, text: string, known: Labels): Reading | undefined {
    const isNew = (label: string) =>
      (known.links.has(label) && !from.labels.links.has(label)) ||
      (label.startsWith('^') &&
        known.footnotes.has(label.slice(1)) &&
        !from.labels.footnotes.has(label.slice(1)))
    const uses = (start: number, end: number) => usesOf(text, start, end).some(isNew)
    const behind = (index: number) => from.blocks[index + 1]?.start ?? from.start
    let changed = false
    const blocks = from.blocks.map((block, index) => {
      if (!uses(block.start, behind(index))) return block
      changed = true
      return { ...block, ...again(block, from.blocks[index - 1], text, behind(index), known) }
    })
    const openUses = from.open !== undefined && uses(from.start, from.rest)
    if (!changed && !openUses) return undefined
    return { ...(openUses ? asAWhole(from) : from), blocks, labels: known }
  }

  /** A finished block parsed again. What stands behind a definition is read together with it. */
  function again(
    { node, start }: Block,
    before: Block | undefined,
    text: string,
    end: number,
    labels: Labels,
  ): { readonly node: FlowNode } {
    const from = before?.node.type === 'definition' ? before.start : start
    const parsed = parse(text.slice(from, end), labels)
    resolve(parsed, labels)
    return { node: parsed.findLast(({ type }) => type === node.type) ?? node }
  }
}

/** The labels that a stretch of text may refer to. */
function usesOf(text: string, start: number, end: number): readonly string[] {
  const source = text.slice(start, end)
  return source.includes('[') ? [...labelsIn(source)] : []
}

/** The reading without anything open: the block that is being written is parsed from its start. */
function asAWhole({ open: _, ...reading }: Reading): Reading {
  return { ...reading, lead: '', rest: reading.start }
}

/** Whether the innermost of what is open is a paragraph. */
function holdsWords(open: OpenNode | undefined): boolean {
  return open !== undefined && (open.node.type === 'paragraph' || holdsWords(open.inner))
}

/** Whether the parse goes on in the containers that its lead stands for. */
function continues(fresh: readonly FlowNode[], open: OpenNode | undefined): boolean {
  if (open === undefined) return true
  const [first] = fresh
  if (first?.type !== open.node.type) return false
  if (open.inner === undefined) return true
  return 'children' in first && continues(first.children as readonly FlowNode[], open.inner)
}

/** The reading behind what the newest parse finished, and the nodes of that parse which are finished. */
function finish(
  from: Reading,
  fresh: readonly FlowNode[],
  parsed: Parsed,
): { readonly reading: Reading; readonly finished: readonly FlowNode[] } {
  const step: Advance | undefined = /\r(?!\n)/.test(parsed.source)
    ? undefined
    : advance({ type: 'root', children: [...fresh] as never[] }, root(from.open), [], parsed)
  if (step === undefined) return { reading: from, finished: [] }
  const { done, inner } = step.open
  return {
    reading: {
      blocks: [
        ...from.blocks,
        ...done.map((node, index) => ({ node, start: startOfBlock(from, fresh, index, parsed) })),
      ],
      start: startOfBlock(from, fresh, done.length, parsed),
      open: inner,
      lead: step.lead,
      rest: from.rest + step.rest - parsed.leadLength,
      labels: from.labels,
    },
    finished: step.finished,
  }
}

/** Where in the text the line starts that a block of the newest parse begins with. */
function startOfBlock(
  from: Reading,
  fresh: readonly FlowNode[],
  index: number,
  { source, leadLength }: Parsed,
): number {
  const node = fresh[index]
  if (index === 0 || node === undefined) return from.start
  return from.rest + source.lastIndexOf('\n', startOf(node) - 1) + 1 - leadLength
}

/** The document around what is open. Its finished blocks are kept in the reading. */
function root(inner: OpenNode | undefined): OpenNode {
  return {
    node: { type: 'root', children: [] },
    done: [],
    spread: false,
    lead: '',
    wholeLines: false,
    inner,
  }
}
