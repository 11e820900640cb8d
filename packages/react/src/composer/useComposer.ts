'use client'

import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { sendDraft } from './sendDraft.ts'
import { useRetry } from './useRetry.ts'

/** What is being typed, and what can be done with it. */
export interface Composer {
  readonly text: string
  readonly setText: (text: string) => void
  /**
   * Asks what was typed, with the files that were attached, once all of them are there. It comes back if the server does
   * not take it and nothing else was typed or attached.
   */
  readonly send: () => void
  /** Does again what failed: asks the last question again, or carries on the answer that was to be carried on. */
  readonly retry: () => void
}

/** The composer of the chat above. Typing renders no message. */
export function useComposer(): Composer {
  const chat = useChatContext()
  const text = useStore(chat.composer, (composer) => composer.text)
  const setText = useStore(chat.composer, (composer) => composer.setText)
  const retry = useRetry()
  return { text, setText, send: () => sendDraft(chat), retry }
}
