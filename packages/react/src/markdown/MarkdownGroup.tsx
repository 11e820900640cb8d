'use client'

import { Fragment, memo, type NamedExoticComponent, type ReactNode } from 'react'
import { MarkdownBlock } from './MarkdownBlock.tsx'
import type { MarkdownRendering } from './MarkdownRendering.ts'
import { sameNodes } from './Run.tsx'
import type { FlowNode } from './tree/OpenNode.ts'

export interface MarkdownGroupProps {
  readonly blocks: readonly FlowNode[]
  /** For each block the numbers of its footnotes. */
  readonly notes: readonly (string | undefined)[]
  readonly rendering: MarkdownRendering
  /** Whether it is the first of the text: what is between blocks stands before all others. */
  readonly first: boolean
}

/**
 * Some blocks of a text in one `<div data-part="markdown-group">`, which a browser may leave out of its layout
 * while it is not seen: half the cost of a long answer (`performance.md`). A block never changes its group.
 */
export const MarkdownGroup: NamedExoticComponent<MarkdownGroupProps> = memo(
  function MarkdownGroup({ blocks, notes, rendering, first }: MarkdownGroupProps): ReactNode {
    return (
      <div data-part="markdown-group">
        {blocks.map((node, place) => (
          <Fragment key={place}>
            {(place > 0 || !first) && '\n'}
            <MarkdownBlock node={node} rendering={rendering} notes={notes[place]} />
          </Fragment>
        ))}
      </div>
    )
  },
  (before, after) =>
    before.rendering === after.rendering &&
    sameNodes(before.blocks, after.blocks) &&
    sameNodes(before.notes, after.notes),
)
