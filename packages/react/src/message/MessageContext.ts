'use client'

import type { Message } from '@millrace/protocol'
import { type Context, createContext, useContext } from 'react'

/** A message, and what its parts need to know of it. */
export interface ShownMessage {
  readonly message: Message
  readonly streaming: boolean
  /** Names the footer, which says why an answer is not whole. */
  readonly footerId: string
}

export const MessageContext: Context<ShownMessage | undefined> = createContext<
  ShownMessage | undefined
>(undefined)

/**
 * The message that the parts below belong to.
 * @throws {Error} outside of `<Message.Root>`.
 */
export function useMessageContext(): ShownMessage {
  const shown = useContext(MessageContext)
  if (shown === undefined) throw new Error('This part needs a <Message.Root> around it.')
  return shown
}
