'use client'

import type { Blockquote, List, ListItem, Paragraph, Table, TableRow } from 'mdast'
import { Fragment, memo, type NamedExoticComponent, type ReactNode } from 'react'
import type { MarkdownRendering } from './MarkdownRendering.ts'
import { Fence } from './Fence.tsx'
import { Run, runsOf } from './Run.tsx'
import type { FlowNode } from './tree/OpenNode.ts'

interface BlockProps<Node> {
  readonly node: Node
  readonly rendering: MarkdownRendering
  /** The numbers of the footnotes in the block: it is rendered again when they change. */
  readonly notes: string | undefined
}

/**
 * One block. Rendered again only when its node is another one, so that a growing list renders its last item, a growing
 * table its last row.
 */
export const MarkdownBlock: NamedExoticComponent<BlockProps<FlowNode>> = memo(
  function MarkdownBlock({ node, rendering, notes }: BlockProps<FlowNode>): ReactNode {
    if (rendering.whole) return rendering.block(node, notes)
    switch (node.type) {
      case 'list':
        return <ListBlock node={node} rendering={rendering} notes={notes} />
      case 'blockquote':
        return <QuoteBlock node={node} rendering={rendering} notes={notes} />
      case 'table':
        return <WholeTable node={node} rendering={rendering} notes={notes} />
      case 'code':
        return rendering.ownFences ? (
          <Fence code={node.value} language={node.lang} complete={node.data?.open !== true} />
        ) : (
          rendering.block(node, notes)
        )
      case 'html':
        return node.value
      default:
        return rendering.block(node, notes)
    }
  },
)

function QuoteBlock({ node, rendering, notes }: BlockProps<Blockquote>): ReactNode {
  return rendering.shell('blockquote', {}, [
    '\n',
    ...runsOf(shownOf(node.children)).map((nodes, index) => (
      <Run
        key={index}
        nodes={nodes}
        rendering={rendering}
        notes={notes}
        render={(child, place) => (
          <MarkdownBlock key={place} node={child} rendering={rendering} notes={notes} />
        )}
      />
    )),
  ])
}

function ListBlock({ node, rendering, notes }: BlockProps<List>): ReactNode {
  const { ordered, start, children } = node
  const loose = node.spread === true || children.some((item) => isLoose(item))
  const tasks = children.some(({ checked }) => typeof checked === 'boolean')
  return rendering.shell(
    ordered === true ? 'ol' : 'ul',
    {
      ...(typeof start === 'number' && start !== 1 ? { start } : {}),
      ...(tasks ? { className: ['contains-task-list'] } : {}),
    },
    [
      '\n',
      ...runsOf(children).map((items, index) => (
        <Run
          key={index}
          nodes={items}
          rendering={rendering}
          notes={`${notes ?? ''}${String(loose)}`}
          render={(item, place) => (
            <Item key={place} node={item} rendering={rendering} notes={notes} loose={loose} />
          )}
        />
      )),
    ],
  )
}

function isLoose({ spread, children }: ListItem): boolean {
  return spread ?? children.length > 1
}

interface ItemProps extends BlockProps<ListItem> {
  /** Whether the items of the list have paragraphs (CommonMark 5.3, "loose"). */
  readonly loose: boolean
}

/** One item, as mdast-util-to-hast builds it: line endings included. */
const Item = memo(function Item({ node, rendering, notes, loose }: ItemProps): ReactNode {
  const { checked } = node
  const box = typeof checked === 'boolean' ? checked : undefined
  const blocks: readonly FlowNode[] = shownOf(node.children)
  const first = blocks[0]
  const children: readonly FlowNode[] =
    box === undefined || first?.type === 'paragraph'
      ? blocks
      : [{ type: 'paragraph', children: [] }, ...blocks]
  const content: ReactNode[] = []
  for (const [index, child] of children.entries()) {
    const inline = child.type === 'paragraph' && !loose
    if (loose || index > 0 || child.type !== 'paragraph') content.push('\n')
    if (child.type === 'paragraph') {
      content.push(
        <ItemText
          key={`p${index}`}
          node={child}
          rendering={rendering}
          notes={notes}
          inline={inline}
          box={index === 0 ? box : undefined}
        />,
      )
    } else {
      content.push(<MarkdownBlock key={index} node={child} rendering={rendering} notes={notes} />)
    }
  }
  const last = children.at(-1)
  if (last !== undefined && (loose || last.type !== 'paragraph')) content.push('\n')
  return rendering.shell('li', box === undefined ? {} : { className: ['task-list-item'] }, content)
})

interface ItemTextProps extends BlockProps<Paragraph> {
  readonly inline: boolean
  readonly box: boolean | undefined
}

const ItemText = memo(function ItemText({
  node,
  rendering,
  notes,
  inline,
  box,
}: ItemTextProps): ReactNode {
  return inline ? rendering.inline(node, notes, box) : rendering.block(node, notes, box)
})

function WholeTable({ node, rendering, notes }: BlockProps<Table>): ReactNode {
  const [head, ...rows] = node.children
  const align = node.align ?? []
  const alignment = align.join()
  return rendering.shell('table', {}, [
    head !== undefined && (
      <Fragment key="head">
        {rendering.shell(
          'thead',
          {},
          <Row
            node={head}
            rendering={rendering}
            notes={notes}
            alignment={alignment}
            align={align}
            head
          />,
        )}
      </Fragment>
    ),
    rows.length > 0 && (
      <Fragment key="body">
        {rendering.shell(
          'tbody',
          {},
          runsOf(rows).map((nodes, index) => (
            <Run
              key={index}
              nodes={nodes}
              rendering={rendering}
              notes={`${notes ?? ''}${alignment}`}
              joined={false}
              render={(row, place) => (
                <Row
                  key={place}
                  node={row}
                  rendering={rendering}
                  notes={notes}
                  alignment={alignment}
                  align={align}
                  head={false}
                />
              )}
            />
          )),
        )}
      </Fragment>
    ),
  ])
}

interface RowProps extends BlockProps<TableRow> {
  /** `align` as one word, by which it is compared. */
  readonly alignment: string
  readonly align: readonly (string | null)[]
  readonly head: boolean
}

const Row = memo(
  function Row({ node, rendering, notes, align, head }: RowProps): ReactNode {
    return rendering.row({ node, align, head }, notes)
  },
  (before, after) =>
    before.node === after.node &&
    before.rendering === after.rendering &&
    before.notes === after.notes &&
    before.alignment === after.alignment,
)

/** Blocks that show something: definitions are for others. */
export function shownOf<Node extends FlowNode>(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(({ type }) => type !== 'definition' && type !== 'footnoteDefinition')
}
