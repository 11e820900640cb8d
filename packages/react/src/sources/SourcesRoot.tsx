'use client'

import { type ReactNode, useMemo, useState } from 'react'
import { type DisclosureProps, useDisclosure } from '../disclosure/useDisclosure.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { numberSources, type SourcePart } from './numberSources.ts'
import { SourcesRootContext } from './SourcesRootContext.ts'

/** How the sources are shown. */
export interface SourcesState {
  readonly count: number
  readonly open: boolean
}

export type SourcesRootProps = PartProps<'section', SourcesState> &
  DisclosureProps & {
    /** In the order of their numbers; one that comes twice is one. */
    readonly sources: readonly SourcePart[]
  }

/** So many are in sight without being asked for: what is there at first decides, so that nothing closes by itself. */
const few = 4

/**
 * Where an answer got its facts. Renders one `<section>` named "Sources" around a `Sources.Trigger` and a
 * `Sources.List`, which is open at first when there are up to four. `data-count` is how many there are, `data-state` is
 * `open` or `closed`.
 */
export function SourcesRoot({
  sources,
  open: given,
  defaultOpen,
  onOpenChange,
  ...props
}: SourcesRootProps): ReactNode {
  const labels = useLabels()
  const list = useMemo(() => numberSources(sources).list, [sources])
  const [atFirst] = useState(list.length <= few)
  const disclosure = useDisclosure({ open: given, defaultOpen, onOpenChange }, atFirst)
  const shown = useMemo(() => ({ sources: list, disclosure }), [list, disclosure])
  const { open } = disclosure
  const own = {
    'data-part': 'sources',
    'data-count': list.length,
    'data-state': open ? 'open' : 'closed',
    'aria-label': labels.sources,
  }
  return (
    <SourcesRootContext value={shown}>
      {renderPart('section', props, own, { count: list.length, open })}
    </SourcesRootContext>
  )
}
