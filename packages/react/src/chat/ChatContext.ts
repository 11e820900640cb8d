'use client'

import type { ChatStore } from '@millrace/core'
import { type Context, createContext, useContext } from 'react'

/** The chat that the parts below read from. */
export const ChatContext: Context<ChatStore | undefined> = createContext<ChatStore | undefined>(
  undefined,
)

/**
 * The chat that a `<ChatProvider>` or `<Chat>` above hands down.
 * @throws {Error} where there is none.
 */
export function useChatContext(): ChatStore {
  const chat = useContext(ChatContext)
  if (chat === undefined) throw new Error('This part needs a <ChatProvider> or <Chat> around it.')
  return chat
}
