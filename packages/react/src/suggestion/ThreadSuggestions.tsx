'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { SuggestionList, type SuggestionListProps } from './SuggestionList.tsx'

/** Questions to begin with. Renders one `<ul>` before the first message, and nothing afterwards. */
export function ThreadSuggestions(props: SuggestionListProps): ReactNode {
  const ids = useMessageIds()
  const begun = useStore(useChatContext(), ({ earlier }) => earlier.status !== 'none')
  return begun || ids.length > 0 ? null : <SuggestionList {...props} />
}
