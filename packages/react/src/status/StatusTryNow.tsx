'use client'

import type { ReactNode } from 'react'
import { renderAction } from '../action/renderAction.ts'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useStatusContext } from './StatusContext.ts'

/**
 * Tries at once whether the server is back. Renders one `<button>`, or nothing while it can be reached. `aria-disabled`
 * while it is being tried.
 */
export function StatusTryNow(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { status } = useStatusContext()
  if (status.face !== 'offline') return null
  return renderAction(props, {
    part: 'try-now',
    label: labels.tryNow,
    disabled: status.trying,
    onPress: () => chat.tryNow(),
  })
}
