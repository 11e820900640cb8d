'use client'

import type { ReactNode } from 'react'
import { Chevron } from '../disclosure/Chevron.tsx'
import { useTriggerProps } from '../disclosure/useTriggerProps.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useSourcesRoot } from './SourcesRootContext.ts'
import type { SourcesState } from './SourcesRoot.tsx'

/** Opens and closes the list of sources. Renders one `<button>` that says how many there are: `3 sources`. */
export function SourcesTrigger({
  id,
  onClick,
  ...props
}: PartProps<'button', SourcesState>): ReactNode {
  const { sources, disclosure } = useSourcesRoot()
  const labels = useLabels()
  const count = sources.length
  const trigger = useTriggerProps(disclosure, { id, onClick })
  const own = {
    'data-part': 'sources-trigger',
    ...trigger,
    children: (
      <>
        <Chevron />
        {labels.sourceCount(count, numbersFor(labels.locale).count(count))}
      </>
    ),
  }
  return renderPart('button', props, own, { count, open: disclosure.open })
}
