'use client'

import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { keepingWords } from './keepingWords.ts'
import { useRetry } from './useRetry.ts'

/** What is being typed, and what can be done with it. */
export interface Composer {
  readonly text: string
  readonly setText: (text: string) => void
  /** Asks what was typed. The text comes back if the server does not take it and nothing else was typed. */
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
  return {
    text,
    setText,
    send() {
      if (text.trim() === '') return
      setText('')
      void keepingWords(chat, () => chat.sendMessage(text), text)
    },
    retry,
  }
}
