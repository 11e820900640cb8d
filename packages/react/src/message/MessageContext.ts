'use client'

import type { Message } from '@millrace/protocol'
import { type Context, createContext, useContext } from 'react'
import { useMessage } from './useMessage.ts'

/** Which message the parts below belong to, and what changes seldom: the text of an answer is none of it. */
export interface MessageInPlace {
  readonly id: string
  readonly streaming: boolean
  /** Names the footer, which says why an answer is not whole. */
  readonly footerId: string
}

/** A message, and what its parts need to know of it. */
export interface ShownMessage extends MessageInPlace {
  readonly message: Message
}

export const MessageContext: Context<MessageInPlace | undefined> = createContext<
  MessageInPlace | undefined
>(undefined)

/**
 * The message that the parts below belong to. Read from the chat: a context whose value changed with each
 * word would have React look through all that the message shows.
 * @throws {Error} outside of `<Message.Root>`.
 */
export function useMessageContext(): ShownMessage {
  const place = useContext(MessageContext)
  const message = useMessage(place?.id ?? '')
  if (place === undefined || message === undefined) {
    throw new Error('This part needs a <Message.Root> around it.')
  }
  return { ...place, message }
}
