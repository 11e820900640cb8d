'use client'

import type { ReasoningPart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'

export interface ReasoningPanelProps {
  readonly part: ReasoningPart
  readonly streaming: boolean
}

/** What the model thought. Renders one `<details>`; `data-streaming` is present while it is being written. */
export function ReasoningPanel({ part, streaming }: ReasoningPanelProps): ReactNode {
  const labels = useLabels()
  if (part.text === '') return null
  return (
    <details data-part="reasoning" data-streaming={streaming ? '' : undefined}>
      <summary>{labels.reasoning}</summary>
      <div data-part="reasoning-text" dir="auto">
        {part.text}
      </div>
    </details>
  )
}
