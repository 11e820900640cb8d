'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { type StatusState, useStatus } from './StatusContext.ts'

/** What is wrong, in our words: never what a provider wrote. Renders one `<p>`. */
export function StatusText(props: PartProps<'p', StatusState>): ReactNode {
  const labels = useLabels()
  const status = useStatus()
  const words =
    status.face === 'reconnecting'
      ? labels.reconnecting
      : (labels.errors[status.error.code] ?? labels.errors.unknown)
  return renderPart('p', props, { 'data-part': 'status-text', children: words }, status)
}
