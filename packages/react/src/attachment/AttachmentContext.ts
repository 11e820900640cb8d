'use client'

import type { Attachment } from '@millrace/core'
import { type Context, createContext, useContext } from 'react'

/** The file that the parts below show. */
export const AttachmentContext: Context<Attachment | undefined> = createContext<
  Attachment | undefined
>(undefined)

/**
 * The file that an `<Attachment.Root>` above shows.
 * @throws {Error} where there is none.
 */
export function useAttachment(): Attachment {
  const attachment = useContext(AttachmentContext)
  if (attachment !== undefined) return attachment
  throw new Error('This part needs an <Attachment.Root> around it.')
}
