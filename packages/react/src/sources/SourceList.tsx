'use client'

import type { SourceUrlPart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { MarkdownLink } from '../markdown/MarkdownLink.tsx'
import { safeUrl } from '../markdown/safeUrl.ts'

export interface SourceListProps {
  readonly sources: readonly SourceUrlPart[]
}

/** Where an answer got its facts. Renders one `<section>` with a list of links. */
export function SourceList({ sources }: SourceListProps): ReactNode {
  const labels = useLabels()
  return (
    <section data-part="sources" aria-label={labels.sources}>
      <ol>
        {sources.map(({ sourceId, url, title }) => (
          <li key={sourceId}>
            <MarkdownLink href={safeUrl(url)}>{title ?? hostOf(url)}</MarkdownLink>
          </li>
        ))}
      </ol>
    </section>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
