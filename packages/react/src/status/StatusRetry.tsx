'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useRetry } from '../composer/useRetry.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useStatus } from './StatusContext.ts'

/** Does again what failed. Renders one `<button>`, or nothing while the connection is being made anew by itself. */
export function StatusRetry(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const retry = useRetry()
  const { face } = useStatus()
  if (face !== 'failed') return null
  return renderAction(props, { part: 'retry', label: labels.retry, onPress: retry })
}
