'use client'

import type { Attachment, AttachmentFailure } from '@millrace/core'
import type { ReactNode } from 'react'
import type { Labels } from '../labels/labels.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { dataSize } from './dataSize.ts'
import { useAttachment } from './AttachmentContext.ts'

/**
 * How large a file is and how far, or why it is not there. Renders one `<span>`; `--millrace-progress` is a share from 0
 * to 1 while it is uploaded.
 */
export function AttachmentFacts(props: PartProps<'span', Attachment>): ReactNode {
  const attachment = useAttachment()
  const labels = useLabels()
  const progress = attachment.status === 'uploading' ? attachment.progress : undefined
  const own = {
    'data-part': 'attachment-facts',
    style: progress === undefined ? undefined : { '--millrace-progress': progress },
    children: wordsOf(attachment, labels),
  }
  return renderPart('span', props, own, attachment)
}

function wordsOf(attachment: Attachment, labels: Labels): string {
  const numbers = numbersFor(labels.locale)
  const { status } = attachment
  const bytes = attachment.bytes ?? (status === 'ready' ? dataSize(attachment.url) : undefined)
  const size = bytes === undefined ? '' : numbers.bytes(bytes)
  switch (status) {
    case 'failed':
      return failureText(attachment.failure, labels)
    case 'ready':
      return size
    case 'waiting':
      return labels.fileWaiting
    case 'uploading':
      return attachment.progress === undefined
        ? labels.uploading
        : labels.uploadedOf(numbers.percent(attachment.progress), size)
  }
}

/** Why a file is not there, in words. */
export function failureText(failure: AttachmentFailure, labels: Labels): string {
  const numbers = numbersFor(labels.locale)
  switch (failure.reason) {
    case 'upload':
      return labels.uploadFailed
    case 'gone':
      return labels.fileGone
    case 'too_large':
      return labels.fileStillTooLarge(numbers.bytes(failure.limit))
    case 'too_large_together':
      return labels.filesTooLarge(numbers.bytes(failure.limit))
  }
}
