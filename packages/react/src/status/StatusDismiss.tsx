'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { useStatus } from './StatusContext.ts'

/** Takes the row away; the messages stay, and the focus goes to the thread. Renders one `<button>`, or nothing while the connection is being made anew. */
export function StatusDismiss(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const view = useView()
  const labels = useLabels()
  const { face } = useStatus()
  if (face !== 'failed') return null
  return renderAction(props, {
    part: 'dismiss',
    label: labels.dismiss,
    onPress(button) {
      // The row goes, and the button with it.
      focusRegion(view, 'thread', button)
      chat.clearError()
    },
  })
}
