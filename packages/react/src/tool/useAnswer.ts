'use client'

import { isToolPart } from '@millrace/protocol'
import type { MouseEvent } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useDisclosureContext } from '../disclosure/DisclosureContext.ts'
import { approvalOf } from './approvalOf.ts'
import { useToolContext } from './ToolContext.ts'

export interface Answer {
  readonly approved: boolean
  readonly reason?: string | undefined
}

/** What a press on Approve or Deny does: it answers once, and hands the focus to the trigger, since the buttons go. */
export function useAnswer({
  approved,
  reason,
}: Answer): (event: MouseEvent<HTMLButtonElement>) => void {
  const chat = useChatContext()
  const { part } = useToolContext()
  const { triggerId } = useDisclosureContext()
  const id = approvalOf(part)?.id
  return ({ currentTarget, detail }) => {
    // The second press of a double one may fall on the question of another call that has moved up.
    if (id === undefined || detail > 1) return
    const { messages } = chat.getState()
    const isWaiting = messages
      .at(-1)
      ?.parts.some(
        (other) =>
          isToolPart(other) && other.state === 'approval-requested' && approvalOf(other)?.id === id,
      )
    if (isWaiting !== true) return
    const page = currentTarget.getRootNode() as Document | ShadowRoot
    if (page.activeElement === currentTarget) {
      page.getElementById(triggerId)?.focus({ preventScroll: true })
    }
    void chat.addToolApprovalResponse({ id, approved, ...(reason === undefined ? {} : { reason }) })
  }
}
