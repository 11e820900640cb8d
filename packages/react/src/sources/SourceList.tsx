'use client'

import type { ReactNode } from 'react'
import type { SourcePart } from './numberSources.ts'
import { SourcesList } from './SourcesList.tsx'
import { SourcesRoot } from './SourcesRoot.tsx'
import { SourcesTrigger } from './SourcesTrigger.tsx'

export interface SourceListProps {
  readonly sources: readonly SourcePart[]
}

/** Where an answer got its facts, as `<Message.Parts>` shows it: the parts of `Sources` put together. */
export function SourceList({ sources }: SourceListProps): ReactNode {
  return (
    <SourcesRoot sources={sources}>
      <SourcesTrigger />
      <SourcesList />
    </SourcesRoot>
  )
}
