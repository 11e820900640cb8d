'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsLimited } from '../chat/useConnection.ts'
import { useRetry } from '../composer/useRetry.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { errorWords } from '../status/statusWords.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { againIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

/**
 * Asks a question again that no answer came to: one that was stopped before its first word, say. Renders one
 * `<button>`, or nothing where an answer is or is on its way, and while the status row has the same to offer.
 * `aria-disabled` while requests are limited.
 */
export function ActionRetry(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const retry = useRetry()
  const view = useView()
  const { id, role } = useMessagePlace()
  const limited = useIsLimited()
  const unanswered = useStore(
    chat,
    ({ messageIds, run }) => run.status === 'idle' && messageIds.at(-1) === id,
  )
  if (role !== 'user' || !unanswered) return null
  return renderAction(props, {
    part: 'action-retry',
    label: labels.retry,
    icon: againIcon,
    disabled: limited,
    reason: limited ? errorWords('rate_limit', labels) : undefined,
    onPress(button) {
      // The button goes once an answer is on its way.
      focusRegion(view, 'thread', button)
      retry()
    },
  })
}
