'use client'

import type { ReactNode } from 'react'
import { ToolApproval } from './ToolApproval.tsx'
import { ToolContent } from './ToolContent.tsx'
import type { ToolCallPart } from './ToolContext.ts'
import { ToolRoot } from './ToolRoot.tsx'
import { ToolTrigger } from './ToolTrigger.tsx'

export interface ToolCardProps {
  readonly part: ToolCallPart
}

/** A tool call and what came of it, as `<Message.Parts>` shows it. */
export function ToolCard({ part }: ToolCardProps): ReactNode {
  return (
    <ToolRoot part={part}>
      <ToolTrigger />
      <ToolContent hiddenUntilFound />
      <ToolApproval />
    </ToolRoot>
  )
}
