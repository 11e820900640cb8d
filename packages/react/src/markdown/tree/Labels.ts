import type { Definition, Nodes } from 'mdast'
import { normalizeIdentifier } from 'micromark-util-normalize-identifier'
import type { KnownLabels } from './MarkdownParser.ts'

declare module 'mdast' {
  interface LinkReferenceData {
    definition?: Definition
  }
  interface ImageReferenceData {
    definition?: Definition
  }
  interface FootnoteReferenceData {
    /** Its number in the text, from 1. */
    number?: number
    /** Which of the references to its note it is, from 1. */
    nth?: number
  }
  interface TextData {
    /** Its beginning that is finished, and not in the source that it was parsed from. */
    finished?: string
  }
  interface CodeData {
    /** Whether its fence is closed, where its position does not tell. */
    closed?: boolean
    /** Whether its fence is still open. */
    open?: boolean
  }
}

/** What is defined: link definitions and footnotes, by label. The first definition of a name counts. */
export interface Labels extends KnownLabels {
  readonly definitions: ReadonlyMap<string, Definition>
}

export const noLabels: Labels = { links: new Set(), footnotes: new Set(), definitions: new Map() }

/** How labels are compared (CommonMark 6.3, "matches"). */
export function labelOf({ identifier }: { readonly identifier: string }): string {
  return identifier.toUpperCase()
}

/** The labels with those that are defined within `nodes`; the same labels when none is new. */
export function withLabels(labels: Labels, nodes: readonly Nodes[]): Labels {
  const definitions = new Map(labels.definitions)
  const footnotes = new Set(labels.footnotes)
  for (const node of walk(nodes)) {
    if (node.type === 'definition' && !definitions.has(labelOf(node))) {
      definitions.set(labelOf(node), node)
    }
    if (node.type === 'footnoteDefinition') footnotes.add(labelOf(node))
  }
  const isSame =
    definitions.size === labels.definitions.size && footnotes.size === labels.footnotes.size
  return isSame ? labels : { definitions, footnotes, links: new Set(definitions.keys()) }
}

/** Writes at each reference what it refers to, for who renders it: the definition may be in another block. */
export function resolve(nodes: readonly Nodes[], { definitions }: Labels): void {
  if (definitions.size === 0) return
  for (const node of walk(nodes)) {
    if (node.type !== 'linkReference' && node.type !== 'imageReference') continue
    const definition = definitions.get(labelOf(node))
    if (definition !== undefined) node.data = { ...node.data, definition }
  }
}

/** Whether source may define a label. */
export function mayDefine(source: string): boolean {
  return source.includes(']:')
}

/** All nodes, depth first, in the order of the text. A stack of our own: messages nest deeper than calls may. */
export function* walk(nodes: readonly Nodes[]): Generator<Nodes> {
  const waiting = nodes.toReversed()
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node
    if ('children' in node) {
      for (let index = node.children.length - 1; index >= 0; index--) {
        waiting.push(node.children[index] as Nodes)
      }
    }
  }
}

/** What source may refer to: the labels in brackets, footnotes with `^`. More than are links, never fewer. */
export function labelsIn(source: string): ReadonlySet<string> {
  const labels = new Set<string>()
  for (const [, label = ''] of source.matchAll(/\[((?:[^[\]\\]|\\[^])+)(?=\])/g)) {
    if (label.length < 1000) labels.add(normalizeIdentifier(label))
  }
  return labels
}
