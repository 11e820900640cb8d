'use client'

import { textOf } from '@millrace/protocol'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'

/** What is being typed, and what can be done with it. */
export interface Composer {
  readonly text: string
  readonly setText: (text: string) => void
  /** Asks what was typed. The text comes back if the server does not take it and nothing else was typed. */
  readonly send: () => void
  readonly retry: () => void
}

/** The composer of the chat above. Typing renders no message. */
export function useComposer(): Composer {
  const chat = useChatContext()
  const text = useStore(chat.composer, (composer) => composer.text)
  const setText = useStore(chat.composer, (composer) => composer.setText)

  async function ask(asked: string): Promise<void> {
    setText('')
    await chat.sendMessage(asked)
    const { run } = chat.getState()
    const lost = run.status === 'failed' && !run.accepted
    if (lost && chat.composer.getState().text === '') setText(asked)
  }

  return {
    text,
    setText,
    send() {
      if (text.trim() !== '') void ask(text)
    },
    retry() {
      const question = chat.getState().messages.findLast(({ role }) => role === 'user')
      // The same words would be sent twice.
      if (question !== undefined && textOf(question) === text) setText('')
      void chat.regenerate()
    },
  }
}
