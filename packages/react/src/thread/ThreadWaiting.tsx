'use client'

import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'

/** Shown between a question and the first word of its answer. Renders one `<div>`, or nothing. */
export function ThreadWaiting(props: PartProps<'div'>): ReactNode {
  const waiting = useStore(useChatContext(), ({ run }) => run.status === 'submitted')
  if (!waiting) return null
  // Spoken by the announcer; here it is only for the eye.
  const own = {
    'data-part': 'waiting',
    'aria-hidden': true,
    children: (
      <>
        <i />
        <i />
        <i />
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}
