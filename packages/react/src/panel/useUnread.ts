'use client'

import { type ChatState, isBusy } from '@millrace/core'
import { factsOf } from '@millrace/protocol'
import { useEffect, useState } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'

/** How many answers of the chat above came since nobody saw it; 0 while somebody does. */
export function useUnread(seen: boolean): number {
  const chat = useChatContext()
  const [ids, setIds] = useState<readonly string[]>([])
  if (seen && ids.length > 0) setIds([])
  useEffect(() => {
    if (seen) return undefined
    return chat.subscribe((state, before) => {
      const id = answeredIn(state, before)
      // One that goes on after a tool ends more than once.
      if (id !== undefined) setIds((known) => (known.includes(id) ? known : [...known, id]))
    })
  }, [chat, seen])
  return seen ? 0 : ids.length
}

/** The id of an answer that has just ended, and not because somebody stopped it. */
function answeredIn(state: ChatState, before: ChatState): string | undefined {
  if (!isBusy(before.run) || isBusy(state.run)) return undefined
  const last = state.messages.at(-1)
  if (last?.role !== 'assistant' || factsOf(last).status === 'stopped') return undefined
  return last.id
}
