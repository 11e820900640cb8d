'use client'

import type { TrimReport } from '@millrace/protocol'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'

/** What the model no longer sees, by the route's last word; undefined while it sees all. */
export function useContextWindow(): TrimReport | undefined {
  return useStore(useChatContext(), (state) => state.contextWindow)
}
