'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useStatus } from './StatusContext.ts'

/** Takes the row away; the messages stay. Renders one `<button>`, or nothing while the connection is being made anew. */
export function StatusDismiss(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { face } = useStatus()
  if (face !== 'failed') return null
  return renderAction(props, {
    part: 'dismiss',
    label: labels.dismiss,
    onPress: () => chat.clearError(),
  })
}
