'use client'

import type { ChatState } from '@millrace/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useView } from '../view/ViewContext.ts'
import { previousTurnIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

/**
 * Leads to the question before this message, and the focus with it. Renders one `<button>`, or nothing at the first
 * message.
 */
export function ActionPrevious(props: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { id } = useMessagePlace()
  const isFirst = useStore(chat, ({ messageIds }) => messageIds[0] === id)
  if (isFirst) return null
  return renderAction(props, {
    part: 'action-previous',
    label: labels.previousQuestion,
    icon: previousTurnIcon,
    onPress: () => void view.goTo(questionBefore(chat.getState(), id)),
  })
}

/** The question before a message; the first message where there is none. */
function questionBefore({ messages, messageIds, indexById }: ChatState, id: string): string {
  const before = messages.slice(0, indexById.get(id) ?? 0)
  return before.findLast(({ role }) => role === 'user')?.id ?? messageIds[0] ?? id
}
