'use client'

import { type ChatState, isBusy } from '@millrace/core'
import { factsOf, isToolPart } from '@millrace/protocol'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { askedOf } from './approvalOf.ts'
import type { ToolCallPart } from './ToolContext.ts'

/**
 * Whether anything can still come of this call. Only of one in the last message: what is asked after it passes it
 * over, and an approval that is given then would set nothing going.
 */
export function useCanGoOn(call: ToolCallPart): boolean {
  return useStore(useChatContext(), (state) => canGoOn(state, call))
}

function canGoOn({ messages, run }: ChatState, call: ToolCallPart): boolean {
  if (isDone(call)) return false
  const last = messages.at(-1)
  const isThere = last?.parts.some(
    (part) => isToolPart(part) && part.toolCallId === call.toolCallId,
  )
  if (last === undefined || isThere !== true) return false
  switch (call.state) {
    case 'approval-requested':
      return askedOf(call) !== undefined || isBusy(run)
    case 'input-available':
      // An application may run it long after an answer that ended as it should.
      return isBusy(run) || factsOf(last).status === undefined
    default:
      return isBusy(run)
  }
}

function isDone(call: ToolCallPart): boolean {
  if (call.state === 'output-available') return call.preliminary !== true
  return call.state === 'output-error' || call.state === 'output-denied'
}
