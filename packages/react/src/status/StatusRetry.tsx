'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useRetry } from '../composer/useRetry.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { useStatusContext } from './StatusContext.ts'

/**
 * Does again what failed, and moves the focus to the thread. Renders one `<button>`, or nothing where nothing failed or it
 * would be of no use yet: while requests are limited, say.
 */
export function StatusRetry(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const retry = useRetry()
  const view = useView()
  const { face } = useStatusContext().status
  if (face !== 'failed') return null
  return renderAction(props, {
    part: 'retry',
    label: labels.retry,
    onPress(button) {
      // The row goes, and the button with it.
      focusRegion(view, 'thread', button)
      retry()
    },
  })
}
