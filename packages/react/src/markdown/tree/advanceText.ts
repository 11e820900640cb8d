import type { Paragraph, PhrasingContent } from 'mdast'
import { composeLead } from './composeLead.ts'
import { walk } from './Labels.ts'
import { endOf, startOf } from './MarkdownParser.ts'
import type { OpenNode } from './OpenNode.ts'

/** Less is not worth a cut, in characters. */
const littleText = 80

/** What may still be closed by what follows, or makes a table of a line. What is closed is no text any more. */
const openMark = /[*_~[<`|]/

/** How much of a paragraph is finished, and where in the source the rest of it starts. */
export interface TextAdvance {
  readonly open: OpenNode
  readonly lead: string
  readonly rest: number
}

/**
 * Finds what is finished in a paragraph that is still being written: all up to a word, if nothing before it is open.
 * The rest starts with a letter, so that it is a paragraph by itself. What makes a heading or a table of the
 * whole makes one of the rest too, which is no paragraph then.
 */
export function advanceText(
  paragraph: Paragraph,
  open: OpenNode | undefined,
  outer: readonly OpenNode[],
  source: string,
): TextAdvance | undefined {
  const start = startOf(paragraph)
  const line = /^[^\r\n]*/.exec(source.slice(start, endOf(paragraph)))?.[0] ?? ''
  // Whether emphasis or strikethrough wins where they cross is decided by which mark comes first in a text.
  if (source.includes('~')) return undefined
  // Lines of a container begin with its markers: only a paragraph of one line is cut.
  if (line.length < littleText || start + line.length < endOf(paragraph)) return undefined
  const words = [...line.matchAll(/ (?=[A-Za-z])/g)]
  const rest = start + (words.at(-1)?.index ?? 0) + 1
  if (rest - start < littleText) return undefined
  const before = childrenBefore(paragraph.children, rest, source)
  if (before === undefined) return undefined
  const next: OpenNode = {
    node: open?.node ?? paragraph,
    done: joinedTexts([...((open?.done ?? []) as readonly PhrasingContent[]), ...before]),
    lead: '',
    wholeLines: false,
    spread: false,
  }
  const lead = composeLead([...outer, next], '')
  return lead === undefined ? undefined : { open: next, lead, rest }
}

/** The children up to an offset in the source; undefined if a mark in them is open. */
function childrenBefore(
  children: readonly PhrasingContent[],
  rest: number,
  source: string,
): readonly PhrasingContent[] | undefined {
  const before: PhrasingContent[] = []
  for (const child of children) {
    // What was found in a text afterwards has no place in the source.
    if (child.position === undefined) return undefined
    const raw = source.slice(startOf(child), Math.min(rest, endOf(child)))
    // Also within what is closed: strikethrough is found after emphasis, which may still cross it.
    if (hasOpenMark(child, rest, source)) return undefined
    if (endOf(child) <= rest) {
      before.push(child)
      continue
    }
    if (child.type !== 'text' || !child.value.startsWith(raw)) return undefined
    return [...before, { type: 'text', value: raw }]
  }
  return undefined
}

function hasOpenMark(child: PhrasingContent, rest: number, source: string): boolean {
  for (const node of walk([child])) {
    if (node.type !== 'text') continue
    if (openMark.test(source.slice(startOf(node), Math.min(rest, endOf(node))))) return true
  }
  return false
}

/** Texts beside each other as one. What the second was parsed from is kept in its place. */
export function joinedTexts(nodes: readonly PhrasingContent[]): readonly PhrasingContent[] {
  const joined: PhrasingContent[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if (node.type === 'text' && last?.type === 'text') {
      joined[joined.length - 1] = {
        ...node,
        value: last.value + node.value,
        data: { finished: last.value },
      }
    } else {
      joined.push(node)
    }
  }
  return joined
}
