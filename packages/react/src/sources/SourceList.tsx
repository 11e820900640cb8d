'use client'

import type { SourceDocumentPart, SourceUrlPart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { MarkdownLink } from '../markdown/MarkdownLink.tsx'
import { safeUrl } from '../markdown/safeUrl.ts'

export interface SourceListProps {
  readonly sources: readonly (SourceUrlPart | SourceDocumentPart)[]
}

/** Where an answer got its facts. Renders one `<section>` with a list: links, and documents by name. */
export function SourceList({ sources }: SourceListProps): ReactNode {
  const labels = useLabels()
  return (
    <section data-part="sources" aria-label={labels.sources}>
      <ol>
        {sources.map((source) => (
          <li key={source.sourceId} dir="auto">
            {source.type === 'source-url' ? (
              <MarkdownLink href={safeUrl(source.url)}>
                {source.title ?? hostOf(source.url)}
              </MarkdownLink>
            ) : (
              <cite>{source.title}</cite>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
