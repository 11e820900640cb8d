'use client'

import type { ChatStore, DraftStorage, KeptDraft } from '@millrace/core'
import { useEffect } from 'react'

/**
 * Keeps what is written in this chat and not sent, and puts it back. What does that is loaded when there is a storage.
 * @param withFiles - Whether files can be attached here.
 */
export function useKeptDraft(
  chat: ChatStore,
  storage: DraftStorage | undefined,
  withFiles: boolean,
): void {
  useEffect(() => {
    if (storage === undefined) return undefined
    let left = false
    let kept: KeptDraft | undefined
    void import('./draftKeeper.ts').then(({ keepDraft }) => {
      if (!left) kept = keepDraft(chat, { storage, withFiles })
    })
    const flush = (): void => kept?.flush()
    // The last that a phone tells of a page.
    document.addEventListener('visibilitychange', flush)
    addEventListener('pagehide', flush)
    return () => {
      left = true
      kept?.stop()
      document.removeEventListener('visibilitychange', flush)
      removeEventListener('pagehide', flush)
    }
  }, [chat, storage, withFiles])
}
