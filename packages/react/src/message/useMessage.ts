'use client'

import type { Message } from '@millrace/protocol'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'

/** One message by id. Renders again only when that message changes. */
export function useMessage(id: string): Message | undefined {
  return useStore(useChatContext(), (state) => {
    const index = state.indexById.get(id)
    return index === undefined ? undefined : state.messages[index]
  })
}

/** The ids of the messages, oldest first. Renders again only when one comes, goes or moves. */
export function useMessageIds(): readonly string[] {
  return useStore(useChatContext(), (state) => state.messageIds)
}

/** Whether this message is being written. */
export function useIsStreaming(id: string): boolean {
  return useStore(
    useChatContext(),
    ({ run }) => 'messageId' in run && run.messageId === id && run.status !== 'failed',
  )
}
