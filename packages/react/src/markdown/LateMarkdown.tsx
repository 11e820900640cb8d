'use client'

import type { ReactNode } from 'react'
import { late, type LateComponent } from '../part/late.tsx'
import type { MarkdownProps } from './Markdown.tsx'

/** So much of a text is shown while it waits for its looks: more than a screen. */
const mostShown = 20_000

/**
 * Markdown that is loaded with the first text that needs it. Until it is here the text stands in its place, letter for
 * letter: one `<div data-part="markdown">` with `data-pending`.
 */
export const LateMarkdown: LateComponent<MarkdownProps> = late<MarkdownProps>(
  async () => (await import('./Markdown.tsx')).Markdown,
  AsItIs,
)

function AsItIs({ text }: MarkdownProps): ReactNode {
  return (
    <div data-part="markdown" data-pending="">
      <p dir="auto">{text.slice(0, mostShown)}</p>
    </div>
  )
}
