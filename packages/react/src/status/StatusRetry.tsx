'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useRetry } from '../composer/useRetry.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { useStatus } from './StatusContext.ts'

/** Does again what failed, and moves the focus to the thread. Renders one `<button>`, or nothing while the connection is being made anew by itself. */
export function StatusRetry(props: PartProps<'button'>): ReactNode {
  const labels = useLabels()
  const retry = useRetry()
  const view = useView()
  const { face } = useStatus()
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
