import type { Nodes, Root } from 'mdast'
import type { Construct, Extension, ParseContext } from 'micromark-util-types'
import type { Options } from 'react-markdown'
import remarkCjkFriendly from 'remark-cjk-friendly'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { type Processor, unified } from 'unified'

export type Plugins = NonNullable<Options['remarkPlugins']>

/** Labels that are defined outside of the text which is parsed: upper case, as micromark compares them. */
export interface KnownLabels {
  readonly links: ReadonlySet<string>
  readonly footnotes: ReadonlySet<string>
}

export interface MarkdownParser {
  /** Markdown to a tree (mdast). Labels that are `known` count as defined. Throws what a plugin throws. */
  parse(source: string, known: KnownLabels): Root
}

/** CommonMark, GFM, and emphasis that works beside CJK punctuation, with the syntax that `plugins` add. */
export function createMarkdownParser(plugins: Plugins): MarkdownParser {
  let known: KnownLabels | undefined
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkCjkFriendly)
    .use(plugins)
    .use(knowLabels, () => known)
    .freeze()
  return {
    parse(source, labels) {
      known = labels
      return processor.parse(source)
    },
  }
}

/** Adds the syntax extension that knows labels from outside. */
function knowLabels(this: Processor, labels: () => KnownLabels | undefined): void {
  const data = this.data() as { micromarkExtensions?: Extension[] }
  const extensions = (data.micromarkExtensions ??= [])
  const fromOutside = construct(labels)
  extensions.push({ text: { [exclamation]: fromOutside, [leftBracket]: fromOutside } })
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
          parser.defined.push(...known.links)
          ;(parser.gfmFootnotes ??= []).push(...known.footnotes)
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
