'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useAttachment } from './AttachmentContext.ts'
import { attachmentName } from './attachmentName.ts'

/** The name of a file, as one plain line (T-55). Renders one `<span>`. */
export function AttachmentName(props: PartProps<'span'>): ReactNode {
  const attachment = useAttachment()
  const labels = useLabels()
  const own = {
    'data-part': 'attachment-name',
    dir: 'auto',
    children: attachmentName(attachment, labels),
  }
  return renderPart('span', props, own, undefined)
}
