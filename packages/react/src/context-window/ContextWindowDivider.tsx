'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useContextWindow } from './useContextWindow.ts'

/**
 * Says how many messages above are no longer sent to the model. Renders one `<p>` before the message with this
 * id if the window begins there, else nothing.
 */
export function ContextWindowDivider({
  before,
  ...props
}: PartProps<'p'> & { readonly before: string }): ReactNode {
  const labels = useLabels()
  const report = useContextWindow()
  if (report === undefined || report.firstKeptId !== before) return null
  const own = {
    'data-part': 'context-window-divider',
    children: labels.leftOut(report.droppedMessages),
  }
  return renderPart('p', props, own, undefined)
}
