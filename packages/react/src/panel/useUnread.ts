'use client'

import { type ChatState, type ChatStore, isBusy } from '@millrace/core'
import { factsOf } from '@millrace/protocol'
import { useEffect, useState } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'

/** How many answers of the chat above came since nobody saw it; 0 while somebody does. */
export function useUnread(seen: boolean): number {
  const chat = useChatContext()
  const [news, setNews] = useState<News>({ chat, ids: [] })
  // Another conversation has no news of this one.
  if (news.chat !== chat || (seen && news.ids.length > 0)) setNews({ chat, ids: [] })
  useEffect(() => {
    if (seen) return undefined
    /** What stood at the end when an answer was begun or joined. */
    let lastId: string | undefined
    return chat.subscribe((state, before) => {
      if (!isBusy(before.run) && isBusy(state.run)) lastId = before.messages.at(-1)?.id
      const id = answeredIn(state, before)
      if (id === undefined || id === lastId) return
      // One that goes on after a tool ends more than once.
      setNews(({ ids }) => ({ chat, ids: ids.includes(id) ? ids : [...ids, id] }))
    })
  }, [chat, seen])
  return seen || news.chat !== chat ? 0 : news.ids.length
}

interface News {
  readonly chat: ChatStore
  /** Of answers. */
  readonly ids: readonly string[]
}

/** The id of an answer that has just ended, and not because somebody stopped it. */
function answeredIn(state: ChatState, before: ChatState): string | undefined {
  if (!isBusy(before.run) || isBusy(state.run)) return undefined
  const last = state.messages.at(-1)
  if (last?.role !== 'assistant' || factsOf(last).status === 'stopped') return undefined
  return last.id
}
