'use client'

import type { ReasoningPart } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { ReasoningContent } from './ReasoningContent.tsx'
import { ReasoningRoot } from './ReasoningRoot.tsx'
import { ReasoningTrigger } from './ReasoningTrigger.tsx'

export interface ReasoningPanelProps {
  readonly part: ReasoningPart
  readonly streaming: boolean
}

/** What the model thought, as `<Message.Parts>` shows it. Nothing where it is over and kept to itself. */
export function ReasoningPanel({ part, streaming }: ReasoningPanelProps): ReactNode {
  const empty = typeof part.text !== 'string' || part.text === ''
  if (empty && !(streaming && part.state !== 'done')) return null
  return (
    <ReasoningRoot part={part} streaming={streaming}>
      <ReasoningTrigger />
      <ReasoningContent hiddenUntilFound />
    </ReasoningRoot>
  )
}
