'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/**
 * Says how many messages above are no longer sent to the model, or are sent as a summary. Renders one `<p>` before
 * the message with this id if the window begins there, else nothing.
 */
export function ContextWindowDivider({
  before,
  ...props
}: PartProps<'p'> & { readonly before: string }): ReactNode {
  const labels = useLabels()
  const report = useStore(useChatContext(), ({ contextWindow }) =>
    contextWindow?.firstKeptId === before && contextWindow.droppedMessages > 0
      ? contextWindow
      : undefined,
  )
  if (report === undefined) return null
  const { droppedMessages: messages, summarized } = report
  const count = numbersFor(labels.locale).count(messages)
  const own = {
    'data-part': 'context-window-divider',
    children: summarized ? labels.summarized(messages, count) : labels.leftOut(messages, count),
  }
  return renderPart('p', props, own, undefined)
}
