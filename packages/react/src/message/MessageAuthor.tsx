'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { authorOf } from './authorOf.ts'
import { useMessagePlace } from './MessageContext.ts'

/**
 * Who wrote the message, in words: `labels.you`, `labels.assistant`, `labels.system`, or its children. Renders one
 * `<span>`. The theme shows it to screen readers alone, so that a transcript that is read aloud makes sense; give it a
 * class of your own to show it.
 */
export function MessageAuthor(props: PartProps<'span'>): ReactNode {
  const labels = useLabels()
  const { role } = useMessagePlace()
  const own = { 'data-part': 'message-author', children: authorOf(labels, role) }
  return renderPart('span', props, own, undefined)
}
