'use client'

import { isBusy, type Run } from '@millrace/core'
import { useStore } from 'zustand'
import { useChatContext } from './ChatContext.ts'

/** What the chat is doing. */
export function useRun(): Run {
  return useStore(useChatContext(), (state) => state.run)
}

/** Whether an answer is on its way. Renders again only when that changes. */
export function useIsBusy(): boolean {
  return useStore(useChatContext(), (state) => isBusy(state.run))
}
