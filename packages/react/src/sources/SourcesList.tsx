'use client'

import type { ReactNode } from 'react'
import { useHalfId } from '../disclosure/useHalfId.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { SourcesItem } from './SourcesItem.tsx'
import type { SourcesState } from './SourcesRoot.tsx'
import { useSourcesRoot } from './SourcesRootContext.ts'

/** The sources in order. Renders one `<ol>`, hidden while it is closed; without children a `Sources.Item` for each. */
export function SourcesList({ id, ...props }: PartProps<'ol', SourcesState>): ReactNode {
  const { sources, disclosure } = useSourcesRoot()
  const { open } = disclosure
  const own = {
    'data-part': 'sources-list',
    id: useHalfId(disclosure, 'content', id),
    // A list without markers is none to some screen readers.
    role: 'list',
    hidden: !open,
    children: sources.map((source, index) => (
      <SourcesItem key={index} source={source} number={index + 1} />
    )),
  }
  return renderPart('ol', props, own, { count: sources.length, open })
}
