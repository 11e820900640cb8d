'use client'

import { type ReactNode, use } from 'react'
import type { CitedSource } from '../markdown/tree/CitationMark.ts'
import { CitationMarker } from './CitationMarker.tsx'
import { sourceKey } from './sourceKey.ts'
import { SourcesContext } from './SourcesContext.ts'

export interface CitationsProps {
  readonly cited: readonly CitedSource[]
}

/**
 * What is cited at one place of a text: a number for each source. Renders one `<span>`. Who selects a text does not mean
 * the numbers in it: a theme takes them out of the selection.
 */
export function Citations({ cited }: CitationsProps): ReactNode {
  const sources = use(SourcesContext)
  const numbered = cited.map((one) => ({
    one,
    number: sources?.numbers.get(sourceKey(one.source)) ?? one.number,
  }))
  return (
    <span data-part="citations">
      {numbered
        .toSorted((a, b) => a.number - b.number)
        .map(({ one, number }) => (
          <CitationMarker key={number} cited={one} number={number} />
        ))}
    </span>
  )
}
