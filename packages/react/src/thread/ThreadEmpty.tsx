'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessageIds } from '../message/useMessage.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/**
 * What stands there before the first message: a welcome. Renders one `<div>`, or nothing afterwards, and nothing while it
 * is not known whether the conversation has begun already (`history`).
 */
export function ThreadEmpty(props: PartProps<'div'>): ReactNode {
  const labels = useLabels()
  const ids = useMessageIds()
  const begun = useStore(useChatContext(), ({ earlier }) => earlier.status !== 'none')
  if (begun || ids.length > 0) return null
  return renderPart(
    'div',
    props,
    { 'data-part': 'welcome', children: <p>{labels.welcome}</p> },
    undefined,
  )
}
