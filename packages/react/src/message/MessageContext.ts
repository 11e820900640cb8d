'use client'

import type { Message } from '@millrace/protocol'
import { type Context, createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useMessage } from './useMessage.ts'

/** Which message the parts below belong to, and what changes seldom: the text of an answer is none of it. */
export interface MessageInPlace {
  readonly id: string
  readonly role: Message['role']
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
 * Which message the parts below belong to. Renders again only when the message begins or ends to be written.
 * @throws {Error} outside of `<Message.Root>`.
 */
export function useMessagePlace(): MessageInPlace {
  const place = useContext(MessageContext)
  if (place === undefined) throw new Error('This part needs a <Message.Root> around it.')
  return place
}

/**
 * The message that the parts below belong to. Renders again with each word of it. Read from the chat: a context whose
 * value changed with each word would have React look through all that the message shows.
 * @throws {Error} outside of `<Message.Root>`.
 */
export function useMessageContext(): ShownMessage {
  const place = useMessagePlace()
  const message = useMessage(place.id)
  if (message === undefined) throw new Error('The message of this part is no longer there.')
  return { ...place, message }
}

/**
 * What `read` finds in the message that the parts below belong to: a value that is compared with `Object.is`. Renders
 * again only when that changes.
 * @throws {Error} outside of `<Message.Root>`.
 */
export function useMessageValue<Value>(read: (message: Message) => Value): Value | undefined {
  const { id } = useMessagePlace()
  return useStore(useChatContext(), ({ indexById, messages }) => {
    const message = messages[indexById.get(id) ?? -1]
    return message === undefined ? undefined : read(message)
  })
}
