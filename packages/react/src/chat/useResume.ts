'use client'

import type { ChatStore } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { useEffect } from 'react'

/** While mounted and wanted: joins the answer that runs on the server, once the newest page of a history is here. */
export function useResume<M extends Message>(chat: ChatStore<M>, wanted: boolean): void {
  useEffect(() => (wanted ? resumeWhenLoaded(chat) : undefined), [chat, wanted])
}

function resumeWhenLoaded<M extends Message>(chat: ChatStore<M>): (() => void) | undefined {
  const { earlier, messages } = chat.getState()
  if (earlier.status === 'none' || messages.length > 0) {
    void chat.resumeStream()
    return undefined
  }
  // Not the promise of the page: one that did not come may be asked for again.
  const forget = chat.subscribe(({ earlier: now }, { earlier: before }) => {
    if (before.status !== 'loading' || now.status === 'loading' || now.status === 'failed') return
    forget()
    void chat.resumeStream()
  })
  void chat.loadEarlier()
  return forget
}
