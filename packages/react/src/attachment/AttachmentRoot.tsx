'use client'

import type { Attachment } from '@millrace/core'
import type { KeyboardEvent, ReactNode } from 'react'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { AttachmentContext } from './AttachmentContext.ts'
import { AttachmentFacts } from './AttachmentFacts.tsx'
import { AttachmentName } from './AttachmentName.tsx'
import { AttachmentPreview } from './AttachmentPreview.tsx'
import { AttachmentRemove } from './AttachmentRemove.tsx'
import { AttachmentRetry } from './AttachmentRetry.tsx'
import { fileKind } from './fileKind.ts'

export type AttachmentRootProps = PartProps<'li', Attachment> & {
  readonly attachment: Attachment
}

/**
 * One file of the next question. Renders one `<li>`: `data-status` is `waiting`, `uploading`, `ready` or `failed`,
 * `data-kind` says what it is. Delete or Backspace within it takes it away.
 */
export function AttachmentRoot({
  attachment,
  onKeyDown,
  ...props
}: AttachmentRootProps): ReactNode {
  const own = {
    'data-part': 'attachment',
    'data-status': attachment.status,
    'data-kind': fileKind(attachment.mediaType),
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLLIElement>) => {
      if (event.key !== 'Delete' && event.key !== 'Backspace') return
      event.preventDefault()
      event.currentTarget.querySelector<HTMLElement>('[data-part=attachment-remove]')?.click()
    }),
    children: (
      <>
        <AttachmentPreview />
        <AttachmentName />
        <AttachmentFacts />
        <AttachmentRetry />
        <AttachmentRemove />
      </>
    ),
  }
  return (
    <AttachmentContext value={attachment}>
      {renderPart('li', props, own, attachment)}
    </AttachmentContext>
  )
}
