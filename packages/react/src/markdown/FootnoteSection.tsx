'use client'

import { memo, type NamedExoticComponent, type ReactNode } from 'react'
import type { MarkdownRendering } from './MarkdownRendering.ts'
import { sameNodes } from './Run.tsx'
import type { Footnotes } from './tree/footnotes.ts'

export interface FootnoteSectionProps {
  readonly footnotes: Footnotes
  readonly rendering: MarkdownRendering
}

/** The notes of a text, behind it. Rendered again only when one of them, or what refers to it, is another. */
export const FootnoteSection: NamedExoticComponent<FootnoteSectionProps> = memo(
  function FootnoteSection({ footnotes, rendering }: FootnoteSectionProps): ReactNode {
    return (
      <>
        {'\n'}
        {rendering.notes(footnotes)}
      </>
    )
  },
  (before, after) =>
    before.rendering === after.rendering && sameNotes(before.footnotes, after.footnotes),
)

function sameNotes(before: Footnotes, after: Footnotes): boolean {
  return (
    sameNodes(before.definitions, after.definitions) &&
    before.notes.length === after.notes.length &&
    before.notes.every(({ identifier, references }, index) => {
      const other = after.notes[index]
      return identifier === other?.identifier && references === other.references
    })
  )
}
