'use client'

import type { Attachment } from '@millrace/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import type { Labels } from '../labels/labels.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { failureText } from './AttachmentFacts.tsx'
import { attachmentName } from './attachmentName.ts'

/**
 * Tells screen readers how the files are: that they are uploaded, that they are there, which one failed. Not how far:
 * that would be said a hundred times. Renders one `<output>` that is out of sight.
 */
export function AttachmentStatus(props: PartProps<'output'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const words = useStore(chat.composer, ({ attachments }) => statusOf(attachments, labels))
  const own = { 'data-part': 'attachment-status', children: words }
  return renderPart('output', props, own, undefined)
}

function statusOf(attachments: readonly Attachment[], labels: Labels): string {
  const numbers = numbersFor(labels.locale)
  const failed = attachments.find((one) => one.status === 'failed')
  if (failed?.status === 'failed') {
    return `${attachmentName(failed, labels)}: ${failureText(failed.failure, labels)}`
  }
  const { length } = attachments
  if (length === 0) return ''
  const count = numbers.count(length)
  const isThere = attachments.every(({ status }) => status === 'ready')
  return isThere ? labels.filesAttached(length, count) : labels.filesUploading(length, count)
}
