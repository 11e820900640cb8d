'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useNewMessages } from './useNewMessages.ts'

/**
 * Says where the messages begin that came while the end was out of sight. Renders one `<p>` before the message with this
 * id if it is the first of them, else nothing. It stays when they have been seen, until the next question.
 */
export function ThreadUnread({
  before,
  ...props
}: PartProps<'p'> & { readonly before: string }): ReactNode {
  const labels = useLabels()
  const { firstId } = useNewMessages()
  if (firstId !== before) return null
  return renderPart(
    'p',
    props,
    { 'data-part': 'thread-unread', children: labels.newFromHere },
    undefined,
  )
}
