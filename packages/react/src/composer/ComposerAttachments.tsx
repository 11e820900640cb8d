'use client'

import { type AttachmentOptions, type ChatStore, limitsOf, type RefusedFile } from '@millrace/core'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { AttachmentDrop } from '../attachment/AttachmentDrop.tsx'
import { AttachmentList } from '../attachment/AttachmentList.tsx'
import { AttachmentRefusals } from '../attachment/AttachmentRefusals.tsx'
import { type AttachmentActions, AttachmentsContext } from '../attachment/AttachmentsContext.ts'
import { attachmentsOf } from '../attachment/attachmentsOf.ts'
import { AttachmentStatus } from '../attachment/AttachmentStatus.tsx'
import { useChatContext } from '../chat/ChatContext.ts'
import { ComposerAttach } from './ComposerAttach.tsx'

export interface ComposerAttachmentsProps {
  /** What may be attached, and where it goes. Default: any file, within the message. */
  readonly options?: AttachmentOptions | undefined
  /** Parts in place of ours: the button, the files, those that were not taken, the place to drop. */
  readonly children?: ReactNode
}

const usual: AttachmentOptions = {}
const none: readonly RefusedFile[] = []

/**
 * Files for the next question, within `Composer.Root`: chosen with a button, dropped anywhere on the chat, pasted into the
 * message box. Renders nothing of its own around its parts: `Composer.Attach`, `Attachment.List`, `Attachment.Refusals`,
 * `Attachment.Status`, `Attachment.Drop`. What was attached goes with the question, and comes back with its words where
 * the question is not taken.
 */
export function ComposerAttachments({
  options = usual,
  children,
}: ComposerAttachmentsProps): ReactNode {
  const chat = useChatContext()
  const attachments = useMemo(() => attachmentsOf(chat, options), [chat, options])
  useEffect(() => attachments.update(options), [attachments, options])
  const [last, setLast] = useState<{
    readonly of: ChatStore
    readonly refused: readonly RefusedFile[]
  }>()
  const refused = last?.of === chat ? last.refused : none
  const actions = useMemo(
    (): AttachmentActions => ({
      limits: limitsOf(options),
      refused,
      add: (files, alsoRefused = []) =>
        setLast({ of: chat, refused: [...alsoRefused, ...attachments.add(files)] }),
      remove: attachments.remove,
      retry: attachments.retry,
      dismissRefused: () => setLast(undefined),
    }),
    [attachments, chat, options, refused],
  )
  return (
    <AttachmentsContext value={actions}>
      {children ?? (
        <>
          <AttachmentList />
          <AttachmentRefusals />
          <AttachmentStatus />
          <ComposerAttach />
          <AttachmentDrop />
        </>
      )}
    </AttachmentsContext>
  )
}
