import type { Nodes, Root } from 'mdast'
import { type Extension as TreeExtension, fromMarkdown } from 'mdast-util-from-markdown'
import type { Construct, Extension, ParseContext } from 'micromark-util-types'
import type { Options } from 'react-markdown'
import { unified } from 'unified'
import { ownSyntaxes } from './syntaxes.ts'

export type Plugins = NonNullable<Options['remarkPlugins']>

/** Labels that are defined outside of the text which is parsed: upper case, as micromark compares them. */
export interface KnownLabels {
  readonly links: ReadonlySet<string>
  readonly footnotes: ReadonlySet<string>
}

export interface MarkdownParser {
  /** Markdown to a tree (mdast). Labels that are `known` count as defined. Throws what a plugin throws. */
  parse(source: string, known: KnownLabels): Root
  /** Whether no plugin adds blocks of its own: then it is known which lines end all blocks. */
  readonly isPlain: boolean
}

interface Extensions {
  readonly extensions: Extension[]
  readonly mdastExtensions: (TreeExtension | TreeExtension[])[]
}

/** CommonMark, GFM, and emphasis that works beside CJK punctuation, with the syntax that `plugins` add. */
export function createMarkdownParser(plugins: Plugins): MarkdownParser {
  const syntaxes = ownSyntaxes()
  const added = syntaxOf(plugins)
  const made = new Map<number, Extensions>()
  let known: KnownLabels | undefined
  const fromOutside = construct(() => known)
  const labels: Extension = { text: { [exclamation]: fromOutside, [leftBracket]: fromOutside } }

  /** What source of this kind is parsed with: made once for each set of syntaxes. */
  function extensionsFor(source: string): Extensions {
    let set = 0
    for (const [index, { needs }] of syntaxes.entries()) {
      if (needs.test(source)) set |= 1 << index
    }
    const before = made.get(set)
    if (before !== undefined) return before
    const needed = syntaxes.filter((_, index) => (set & (1 << index)) !== 0)
    const now: Extensions = {
      extensions: [...needed.map(({ micromark }) => micromark), ...added.extensions, labels],
      mdastExtensions: [...needed.flatMap(({ mdast }) => mdast ?? []), ...added.mdastExtensions],
    }
    made.set(set, now)
    return now
  }

  return {
    isPlain: added.extensions.length === 0,
    parse(source, labelsOutside) {
      known = labelsOutside
      return fromMarkdown(source, extensionsFor(source))
    },
  }
}

/** The syntax that remark plugins add, which they leave in a processor's data for remark-parse. */
function syntaxOf(plugins: Plugins): Extensions {
  const data = unified().use(plugins).freeze().data() as {
    readonly micromarkExtensions?: Extension[]
    readonly fromMarkdownExtensions?: (TreeExtension | TreeExtension[])[]
  }
  return {
    extensions: data.micromarkExtensions ?? [],
    mdastExtensions: data.fromMarkdownExtensions ?? [],
  }
}

const exclamation = 33
const leftBracket = 91

/** Reads nothing: where the first bracket of a text is met, the parser is told what is defined elsewhere. */
function construct(labels: () => KnownLabels | undefined): Construct {
  const told = new WeakSet<ParseContext>()
  return {
    name: 'labelsFromOutside',
    tokenize(_, __, nok) {
      const { parser } = this as { parser: ParseContext & { gfmFootnotes?: string[] } }
      if (!told.has(parser)) {
        told.add(parser)
        const known = labels()
        if (known !== undefined) {
          // One by one: there may be more than a call takes.
          for (const label of known.links) parser.defined.push(label)
          parser.gfmFootnotes ??= []
          for (const label of known.footnotes) parser.gfmFootnotes.push(label)
        }
      }
      return nok
    },
  }
}

/** The offset in the source at which a node starts. Nodes of a parser have one. */
export function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0
}

/** The offset in the source behind a node. */
export function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0
}
