'use client'

import type { TrimReport } from '@millrace/protocol'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'

/**
 * What the model sees of the conversation, by the last word on it; undefined before the first. Renders again when
 * an answer begins.
 */
export function useContextWindow(): TrimReport | undefined {
  return useStore(useChatContext(), (state) => state.contextWindow)
}
