'use client'

import type { ChatStore } from '@millrace/core'
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

  /** Does something that asks, and gives the words of a question that was not taken back. */
  async function keepingWords(ask: () => Promise<void>, asked: string): Promise<void> {
    // Thrown is only what never became a question: refused by `whenBusy`, say.
    const lost = await ask().then(
      () => refusedText(chat),
      () => asked,
    )
    if (chat.composer.getState().text === '') setText(lost)
  }

  return {
    text,
    setText,
    send() {
      if (text.trim() === '') return
      setText('')
      void keepingWords(() => chat.sendMessage(text), text)
    },
    retry() {
      const question = chat.getState().messages.findLast(({ role }) => role === 'user')
      // The same words would be sent twice.
      if (question !== undefined && textOf(question) === text) setText('')
      // Without a question it was joining a running answer that failed.
      const again = question === undefined ? chat.resumeStream : chat.regenerate
      void keepingWords(() => again(), '')
    },
  }
}

/**
 * The question that the server did not take, else `''`. Read from the state, not remembered: by the time a
 * send resolves, the questions that were queued behind it have been asked as well.
 */
function refusedText(chat: ChatStore): string {
  const { run, messages } = chat.getState()
  const last = messages.at(-1)
  const refused = run.status === 'failed' && !run.accepted && last?.role === 'user'
  return refused ? textOf(last) : ''
}
