'use client'

import type { AttachmentLimits, RefusedFile } from '@millrace/core'
import { type Context, createContext, useContext } from 'react'

/** What can be done with the files of the next question. They are state of `chat.composer`. */
export interface AttachmentActions {
  readonly limits: AttachmentLimits
  /** Those that were not taken, of the last that were chosen. */
  readonly refused: readonly RefusedFile[]
  readonly add: (files: readonly File[], alsoRefused?: readonly RefusedFile[]) => void
  readonly remove: (id: string) => void
  readonly retry: (id: string) => void
  readonly dismissRefused: () => void
}

export const AttachmentsContext: Context<AttachmentActions | undefined> = createContext<
  AttachmentActions | undefined
>(undefined)

/**
 * The attachments of the composer around.
 * @throws {Error} where there is no `<Composer.Attachments>`.
 */
export function useAttachments(): AttachmentActions {
  const actions = useContext(AttachmentsContext)
  if (actions !== undefined) return actions
  throw new Error('This part needs a <Composer.Attachments> around it.')
}
