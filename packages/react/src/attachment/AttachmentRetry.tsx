'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { useAttachment } from './AttachmentContext.ts'
import { attachmentName } from './attachmentName.ts'
import { useAttachments } from './AttachmentsContext.ts'

/** Tries once more to upload a file. Renders one `<button>`, or nothing where that would not help. */
export function AttachmentRetry({ onClick, ...props }: PartProps<'button'>): ReactNode {
  const attachment = useAttachment()
  const { retry } = useAttachments()
  const labels = useLabels()
  const view = useView()
  if (attachment.status !== 'failed' || attachment.failure.reason !== 'upload') return null
  const own = {
    'data-part': 'attachment-retry',
    type: 'button',
    'aria-label': labels.retryFile(attachmentName(attachment, labels)),
    onClick: chain(onClick, (event: MouseEvent<HTMLButtonElement>) => {
      // The button goes.
      focusRegion(view, 'composer', event.currentTarget)
      retry(attachment.id)
    }),
    children: labels.retry,
  }
  return renderPart('button', props, own, undefined)
}
