'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { useAttachment } from './AttachmentContext.ts'
import { attachmentName } from './attachmentName.ts'
import { useAttachments } from './AttachmentsContext.ts'

/** Takes a file away; its upload is aborted. Renders one `<button>`. The focus goes to the file before, else to the message box. */
export function AttachmentRemove({ onClick, ...props }: PartProps<'button'>): ReactNode {
  const attachment = useAttachment()
  const { remove } = useAttachments()
  const labels = useLabels()
  const view = useView()
  const own = {
    'data-part': 'attachment-remove',
    type: 'button',
    'aria-label': labels.removeFile(attachmentName(attachment, labels)),
    onClick: chain(onClick, ({ currentTarget: button }: MouseEvent<HTMLButtonElement>) => {
      const before = button.closest('[data-part=attachment]')?.previousElementSibling
      const next = before?.querySelector<HTMLElement>('[data-part=attachment-remove]')
      if (next == null) focusRegion(view, 'composer', button)
      else next.focus()
      remove(attachment.id)
    }),
    children: cross,
  }
  return renderPart('button', props, own, undefined)
}

const cross = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path
      d="m4.5 4.5 7 7m0-7-7 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
    />
  </svg>
)
