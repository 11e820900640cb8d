'use client'

import { factsOf, type Message } from '@millrace/protocol'
import { type ReactNode, useId, useMemo } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { MessageContext } from './MessageContext.ts'
import { useIsStreaming, useMessage } from './useMessage.ts'

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
}

/**
 * One message. Renders one `<article>` named by its author. `data-role` is who wrote it, `data-status` how it
 * stands, `aria-busy` is true while it is being written. Renders again only when this message changes.
 */
export function MessageRoot({
  id,
  ...props
}: PartProps<'article', MessageState> & { readonly id: string }): ReactNode {
  const message = useMessage(id)
  const streaming = useIsStreaming(id)
  const labels = useLabels()
  const footerId = useId()
  const shown = useMemo(
    () => (message === undefined ? undefined : { message, streaming, footerId }),
    [message, streaming, footerId],
  )
  if (shown === undefined) return null
  const status = statusOf(shown.message, streaming)
  const author = shown.message.role === 'user' ? labels.you : labels.assistant
  const own = {
    'data-part': 'message',
    'data-role': shown.message.role,
    'data-status': status,
    'data-message-id': id,
    'aria-label': author,
    'aria-busy': streaming ? true : undefined,
  }
  const state = { role: shown.message.role, status }
  return <MessageContext value={shown}>{renderPart('article', props, own, state)}</MessageContext>
}

function statusOf(message: Message, streaming: boolean): MessageStatus {
  if (streaming) return 'streaming'
  const { canned, status } = factsOf(message)
  if (canned !== undefined) return 'canned'
  return status ?? 'complete'
}
