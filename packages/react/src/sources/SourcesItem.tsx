'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { MarkdownLink } from '../markdown/MarkdownLink.tsx'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import type { SourcePart } from './numberSources.ts'
import { sourceFace } from './sourceFace.ts'

export type SourcesItemProps = PartProps<'li'> & {
  readonly source: SourcePart
  readonly number: number
}

/**
 * One source: its number, its title, and the host that its link leads to; a document by its title and the name of its
 * file. Renders one `<li>`: `data-kind` is `url` or `document`, `data-dead` is present where no link may be followed.
 * Nothing is fetched for it: there are no icons of the sites.
 */
export function SourcesItem({ source, number, ...props }: SourcesItemProps): ReactNode {
  const labels = useLabels()
  const { title, place, href } = sourceFace(source)
  const own = {
    'data-part': 'source',
    'data-kind': source.type === 'source-url' ? 'url' : 'document',
    'data-dead': href === '' ? '' : undefined,
    children: (
      <>
        <span data-part="citation-number">{numbersFor(labels.locale).count(number)}</span>
        <span data-part="source-title" dir="auto">
          {href === '' ? (
            <cite>{title}</cite>
          ) : (
            <MarkdownLink href={href} title={title}>
              {title}
            </MarkdownLink>
          )}
        </span>
        {place !== '' && <bdi data-part="source-place">{place}</bdi>}
      </>
    ),
  }
  return renderPart('li', props, own, undefined)
}
