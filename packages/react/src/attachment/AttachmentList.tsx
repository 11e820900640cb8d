'use client'

import type { Attachment } from '@millrace/core'
import { Fragment, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { AttachmentRoot } from './AttachmentRoot.tsx'

export type AttachmentListProps = Omit<PartProps<'ul'>, 'children' | 'ref'> & {
  /** Shows one, in place of ours. */
  readonly children?: ((attachment: Attachment) => ReactNode) | undefined
}

/**
 * The files of the next question. Renders one `<ul>`, or nothing while there are none. Backspace in an empty message box
 * leads to the last of them, and once more takes it away.
 */
export function AttachmentList({
  children = (attachment) => <AttachmentRoot attachment={attachment} />,
  ...props
}: AttachmentListProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const attachments = useStore(chat.composer, (composer) => composer.attachments)
  if (attachments.length === 0) return null
  const own = {
    ref: leadToLast,
    'data-part': 'attachment-list',
    'aria-label': labels.attachments,
    children: attachments.map((one) => <Fragment key={one.id}>{children(one)}</Fragment>),
  }
  return renderPart('ul', props, own, undefined)
}

/** Listens in the form around the list. */
function leadToLast(list: HTMLUListElement): () => void {
  const form = list.closest('form')
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target, key, altKey, ctrlKey, metaKey, shiftKey, defaultPrevented } = event
    if (key !== 'Backspace' || defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return
    if (!(target instanceof HTMLTextAreaElement) || target.value !== '' || event.isComposing) return
    event.preventDefault()
    list.querySelector<HTMLElement>('li:last-of-type [data-part=attachment-remove]')?.focus()
  }
  form?.addEventListener('keydown', onKeyDown)
  return () => form?.removeEventListener('keydown', onKeyDown)
}
