'use client'

import { factsOf, type Message } from '@millrace/protocol'
import { type ReactNode, useId, useMemo } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useViewState } from '../view/ViewContext.ts'
import { authorOf } from './authorOf.ts'
import { MessageContext } from './MessageContext.ts'
import { useIsStreaming } from './useMessage.ts'

export type MessageStatus =
  | 'streaming'
  | 'complete'
  | 'stopped'
  | 'interrupted'
  | 'failed'
  | 'canned'

/** What a message shows. */
export interface MessageState {
  readonly role: Message['role']
  readonly status: MessageStatus
  /** Whether it is being put into other words. */
  readonly editing: boolean
}

/**
 * One message. Renders one `<article>` named by its author. `data-role` is who wrote it, `data-status` how it
 * stands, `data-message-id` which it is, `data-editing` is present while it is put into other words, `aria-busy` is true
 * while it is being written. Renders again only when one of these changes.
 */
export function MessageRoot({
  id,
  ...props
}: PartProps<'article', MessageState> & { readonly id: string }): ReactNode {
  const role = useOf(id, roleOf)
  const settled = useOf(id, statusOf)
  const streaming = useIsStreaming(id)
  const labels = useLabels()
  const footerId = useId()
  const editing = useViewState((state) => state.editingId === id)
  const place = useMemo(
    () => (role === undefined ? undefined : { id, role, streaming, footerId }),
    [id, role, streaming, footerId],
  )
  if (role === undefined || settled === undefined) return null
  const status: MessageStatus = streaming ? 'streaming' : settled
  const own = {
    'data-part': 'message',
    'data-role': role,
    'data-status': status,
    'data-message-id': id,
    'data-editing': editing ? '' : undefined,
    'aria-label': authorOf(labels, role),
    'aria-busy': streaming ? true : undefined,
  }
  const state = { role, status, editing }
  return <MessageContext value={place}>{renderPart('article', props, own, state)}</MessageContext>
}

/** What is read of a message: a word of its text changes nothing here. */
function useOf<Value extends string>(
  id: string,
  read: (message: Message) => Value,
): Value | undefined {
  return useStore(useChatContext(), ({ indexById, messages }) => {
    const message = messages[indexById.get(id) ?? -1]
    return message === undefined ? undefined : read(message)
  })
}

function roleOf({ role }: Message): Message['role'] {
  return role
}

/** How a message stands that is not being written. */
function statusOf(message: Message): Exclude<MessageStatus, 'streaming'> {
  const { canned, status } = factsOf(message)
  if (canned !== undefined) return 'canned'
  return status ?? 'complete'
}
