'use client'

import type { ReactNode } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { againIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

/**
 * Asks for another answer; this one stays as a branch. Renders one `<button>`, or nothing for what is no answer.
 * `aria-disabled` while an answer is on its way.
 */
export function ActionRegenerate(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const { id, role } = useMessagePlace()
  const busy = useIsBusy()
  if (role !== 'assistant') return null
  return renderAction(props, {
    part: 'action-regenerate',
    label: labels.regenerate,
    icon: againIcon,
    disabled: busy,
    onPress: () => void chat.regenerate({ messageId: id }),
  })
}
