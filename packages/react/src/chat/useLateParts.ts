'use client'

import type { ChatStore } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { useEffect } from 'react'
import { whenIdle } from '../code/whenIdle.ts'
import { LateMarkdown } from '../markdown/LateMarkdown.tsx'
import { preloadParts } from '../part/late.tsx'

/** With the first message: what shows answers is loaded at once, and all else before the network may go. */
export function useLateParts<M extends Message>(chat: ChatStore<M>): void {
  useEffect(() => {
    let stopWaiting = (): void => undefined
    const begin = (): void => {
      if (chat.getState().messageIds.length === 0) return
      stopListening()
      void LateMarkdown.load()
      stopWaiting = whenIdle(() => void preloadParts())
    }
    const stopListening = chat.subscribe(begin)
    begin()
    return () => {
      stopListening()
      stopWaiting()
    }
  }, [chat])
}
