'use client'

import type { ChatStore } from '@millrace/core'
import { useEffect } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import type { Scroll } from '../scroll/createScroll.ts'
import type { View } from '../view/createView.ts'
import { watchQuestions } from './watchQuestions.ts'

/** Moves the thread where its view is told to go, and where a question is asked. */
export function useSteering(scroll: Scroll, view: View): void {
  const chat = useChatContext()
  useEffect(
    () =>
      view.steerWith({
        toEnd: scroll.toEnd,
        goTo: (messageId) => goTo(chat, scroll, messageId),
      }),
    [chat, scroll, view],
  )
  useEffect(
    () =>
      watchQuestions(chat, (messageId) => {
        scroll.ask(messageId)
        view.setState({ seenId: undefined, untoldId: messageId })
      }),
    [chat, scroll, view],
  )
}

async function goTo(chat: ChatStore, scroll: Scroll, messageId: string): Promise<boolean> {
  for (let loaded = false; !chat.getState().indexById.has(messageId); loaded = true) {
    const { status } = chat.getState().earlier
    if (status === 'none' || (status === 'failed' && loaded)) return false
    await chat.loadEarlier()
  }
  const message = await scroll.bring(messageId)
  if (message === null) return false
  // No stop for Tab: it is read, not used.
  message.tabIndex = -1
  message.focus({ preventScroll: true })
  return true
}
