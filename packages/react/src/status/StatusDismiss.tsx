'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { type StatusState, useStatusContext } from './StatusContext.ts'

/** Those that stay for long, or for good, if nobody takes them away. The others go by themselves. */
const lasting: ReadonlySet<StatusState['face']> = new Set([
  'failed',
  'quota',
  'outage',
  'not-saved',
  'failed-over',
  'cached',
])

/**
 * Takes the row away until there is something else to tell; the messages stay, and the focus goes to the thread.
 * Renders one `<button>`, or nothing where the row goes by itself.
 */
export function StatusDismiss(props: PartProps<'button'>): ReactNode {
  const view = useView()
  const labels = useLabels()
  const { status, dismiss } = useStatusContext()
  if (!lasting.has(status.face)) return null
  return renderAction(props, {
    part: 'dismiss',
    label: labels.dismiss,
    onPress(button) {
      // The row goes, and the button with it.
      focusRegion(view, 'thread', button)
      dismiss()
    },
  })
}
