'use client'

import { type ChatStore, isBusy } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { useEffect } from 'react'
import { whenIdle } from '../code/whenIdle.ts'
import { LateMarkdown } from '../markdown/LateMarkdown.tsx'
import { preloadCommonParts } from '../part/lateModules.ts'

/** With the first message what shows answers is loaded at once; after the first answer all else, before the network may go. */
export function useLateParts<M extends Message>(chat: ChatStore<M>): void {
  useEffect(() => {
    let stopWaiting = (): void => undefined
    let hasBegun = false
    const begin = (): void => {
      const { messageIds, run } = chat.getState()
      if (messageIds.length === 0) return
      // Of a running answer this is asked with each word that comes.
      if (!hasBegun) void LateMarkdown.load()
      hasBegun = true
      if (isBusy(run)) return
      stopListening()
      stopWaiting = whenIdle(() => void preloadCommonParts())
    }
    const stopListening = chat.subscribe(begin)
    begin()
    return () => {
      stopListening()
      stopWaiting()
    }
  }, [chat])
}
