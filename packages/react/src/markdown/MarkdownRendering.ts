import type {
  Element,
  ElementContent,
  Nodes as HastNodes,
  Root as HastRoot,
  RootContent,
} from 'hast'
import { toJsxRuntime } from 'hast-util-to-jsx-runtime'
import { urlAttributes } from 'html-url-attributes'
import type { FootnoteReference, Nodes, Paragraph, PhrasingContent, Root, TableRow } from 'mdast'
import { cloneElement, type JSX, type ReactNode } from 'react'
import { Fragment, jsx, jsxs } from 'react/jsx-runtime'
import type { Components } from 'react-markdown'
import remarkRehype, { defaultHandlers, type Options } from 'remark-rehype'
import { type Plugin, unified } from 'unified'
import { InlineCode } from './InlineCode.tsx'
import { MarkdownPre } from './MarkdownPre.tsx'
import { prefixFootnoteLabel } from './prefixFootnoteLabel.ts'
import { safeUrl } from './safeUrl.ts'
import { type CitationMark, citationsTag } from './tree/CitationMark.ts'
import type { Footnotes } from './tree/footnotes.ts'
import { walk } from './tree/Labels.ts'
import type { Plugins } from './tree/MarkdownParser.ts'
import type { FlowNode } from './tree/OpenNode.ts'

export interface MarkdownRenderingOptions {
  readonly remarkPlugins: Plugins
  readonly rehypePlugins: Plugins
  readonly components: Components
  /** Before each id. */
  readonly prefix: string
  /** What the plugins look at: a whole block with all that is in it, or just texts, code and rows one by one. */
  readonly pluginsSee: 'block' | 'leaf'
}

export interface TableRowInPlace {
  readonly node: TableRow
  readonly align: readonly (string | null)[]
  readonly head: boolean
}

/** How nodes of Markdown (mdast) become elements of React. */
export interface MarkdownRendering {
  /** Whether blocks are rendered as a whole: a plugin may want to see what is around and within. */
  readonly whole: boolean
  /** Whether fences need no more than their text: no plugin and no `code` of the caller's draws them. */
  readonly ownFences: boolean
  /**
   * A block with all that is in it.
   * @param notes - Which numbers its footnotes have now: they are written on its nodes.
   * @param box - The state of a task that it starts with.
   */
  block(node: FlowNode, notes: string | undefined, box?: boolean): ReactNode
  /** What a paragraph holds, without the paragraph. */
  inline(node: Paragraph, notes: string | undefined, box?: boolean): ReactNode
  /** A row of a table: of its head, or of its body. */
  row(row: TableRowInPlace, notes: string | undefined): ReactNode
  /** An element around children that are rendered already. */
  shell(tagName: string, properties: Element['properties'], children: ReactNode): JSX.Element
  /** The notes at the end of the text. */
  notes(footnotes: Footnotes): ReactNode
}

/**
 * Renders with the parts of react-markdown: remark-rehype, the caller's plugins, and hast-util-to-jsx-runtime. HTML is
 * text, and every address passes `safeUrl`.
 */
export function createMarkdownRendering({
  remarkPlugins,
  rehypePlugins,
  components,
  prefix,
  pluginsSee,
}: MarkdownRenderingOptions): MarkdownRendering {
  const plugged = remarkPlugins.length > 0 || rehypePlugins.length > 0
  const processor = unified()
    .use(remarkPlugins)
    .use(remarkRehype as Plugin<[Options], Root, HastRoot>, {
      allowDangerousHtml: true,
      clobberPrefix: `${prefix}-`,
      handlers,
    })
    .use(prefixFootnoteLabel, prefix)
    .use(rehypePlugins)
    .freeze()

  function toHast(children: readonly Nodes[]): HastRoot {
    // Plugins change the tree that they are given; ours is kept.
    const nodes = (plugged ? structuredClone(children) : [...children]) as Root['children']
    const tree = processor.runSync({ type: 'root', children: nodes })
    clean(tree)
    return tree
  }

  function toReact(tree: HastNodes): JSX.Element {
    return toJsxRuntime(tree, {
      Fragment,
      jsx,
      jsxs,
      components,
      ignoreInvalidStyle: true,
      passKeys: true,
      passNode: true,
      // An attribute: a style would need a hole in the page's policy where it is rendered on a server.
      tableCellAlignToStyle: false,
    })
  }

  return {
    whole: plugged && pluginsSee === 'block',
    ownFences: !plugged && components['pre'] === MarkdownPre && components['code'] === InlineCode,
    block(node, _, box) {
      const tree = toHast([node])
      if (box !== undefined) tick(tree, box)
      return toReact(tree)
    },
    inline(node, _, box) {
      const tree = toHast([node])
      if (box !== undefined) tick(tree, box)
      const [paragraph] = tree.children
      return paragraph?.type === 'element'
        ? toReact({ type: 'root', children: paragraph.children })
        : toReact(tree)
    },
    row({ node, align, head }) {
      const rows = head ? [node] : [{ type: 'tableRow' as const, children: [] }, node]
      const tree = toHast([{ type: 'table', align: [...align] as never, children: rows }])
      const row = elements(elements(tree)[0]).at(-1)
      return row === undefined ? null : toReact(elements(row)[0] ?? row)
    },
    shell: (tagName, properties, children) =>
      cloneElement(toReact({ type: 'element', tagName, properties, children: [] }), { children }),
    notes({ notes, definitions }) {
      const references = notes.flatMap(({ identifier, references: times }) =>
        Array.from({ length: times }, (): PhrasingContent => ({
          type: 'footnoteReference',
          identifier,
        })),
      )
      const tree = toHast([{ type: 'paragraph', children: references }, ...definitions])
      const section = elements(tree).at(-1)
      return section === undefined ? null : toReact(section)
    },
  }
}

function elements(node: HastNodes | undefined): readonly Element[] {
  if (node === undefined || !('children' in node)) return []
  return (node.children as readonly RootContent[]).filter((child) => child.type === 'element')
}

/** References know what they refer to: it may be in another block (`Labels.ts`). */
const handlers: Options['handlers'] = {
  linkReference(state, node) {
    const { definition } = node.data ?? {}
    if (definition !== undefined)
      state.definitionById.set(node.identifier.toUpperCase(), definition)
    return defaultHandlers.linkReference(state, node)
  },
  imageReference(state, node) {
    const { definition } = node.data ?? {}
    if (definition !== undefined)
      state.definitionById.set(node.identifier.toUpperCase(), definition)
    return defaultHandlers.imageReference(state, node)
  },
  footnoteReference(state, node: FootnoteReference) {
    const { number, nth } = node.data ?? {}
    if (number === undefined || nth === undefined) {
      return defaultHandlers.footnoteReference(state, node)
    }
    const label = node.identifier.toUpperCase()
    const { footnoteOrder, footnoteCounts } = state
    // As if all before it were in this tree.
    while (footnoteOrder.length < number) footnoteOrder.push('')
    footnoteOrder[number - 1] = label
    footnoteCounts.set(label, nth - 1)
    const reference = defaultHandlers.footnoteReference(state, node)
    const link = reference.children[0]
    if (link?.type === 'element') link.children = [{ type: 'text', value: String(number) }]
    return reference
  },
  code(state, node) {
    const pre = defaultHandlers.code(state, node)
    if (node.data?.open === true) pre.data = { ...pre.data, open: true } as never
    return pre
  },
  citations: (_, { cited }: CitationMark): Element => ({
    type: 'element',
    tagName: citationsTag,
    properties: {},
    children: [],
    data: { cited } as never,
  }),
}

/** Puts the box of a task before what a paragraph holds (as mdast-util-to-hast does, which sees whole items). */
function tick(tree: HastRoot, checked: boolean): void {
  const paragraph = tree.children[0]
  if (paragraph?.type !== 'element') return
  const box: ElementContent = {
    type: 'element',
    tagName: 'input',
    properties: { type: 'checkbox', checked, disabled: true },
    children: [],
  }
  const space: readonly ElementContent[] =
    paragraph.children.length > 0 ? [{ type: 'text', value: ' ' }] : []
  paragraph.children.unshift(box, ...space)
}

/** HTML becomes text; addresses that may not be followed become empty (T-47, T-51). */
function clean(tree: HastRoot): void {
  for (const node of walk([tree] as never[]) as Iterable<unknown> as Iterable<HastNodes>) {
    if (node.type === 'raw') Object.assign(node, { type: 'text' })
    if (node.type !== 'element') continue
    for (const name of Object.keys(node.properties)) {
      if (!Object.hasOwn(urlAttributes, name)) continue
      const tags = urlAttributes[name]
      if (tags !== null && tags?.includes(node.tagName) !== true) continue
      node.properties[name] = safeUrl(String(node.properties[name] ?? ''))
    }
  }
}
