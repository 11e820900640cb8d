'use client'

import { type Sendability, sendabilityOf } from '@millrace/core'
import type { MouseEvent, ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsBusy } from '../chat/useRun.ts'
import type { Labels } from '../labels/labels.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'

/** What the button does now. */
export interface ComposerSubmitState {
  readonly action: 'send' | 'stop'
}

/**
 * Sends, or stops the running answer. Renders one `<button>` that stays the same node, so focus is never
 * lost. `data-action` is `send` or `stop`; `aria-disabled` while there is nothing to send, or a
 * file that goes with it is not there yet.
 */
export function ComposerSubmit({
  onClick,
  ...props
}: PartProps<'button', ComposerSubmitState>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const busy = useIsBusy()
  const sendability = useStore(chat.composer, sendabilityOf)
  const action = busy ? 'stop' : 'send'
  const own = {
    'data-part': 'composer-submit',
    'data-action': action,
    type: busy ? 'button' : 'submit',
    'aria-label': busy ? labels.stop : labels.send,
    title: busy ? undefined : reasonFor(sendability, labels),
    'aria-disabled': !busy && sendability !== 'ready' ? true : undefined,
    onClick: chain(onClick, (event: MouseEvent<HTMLButtonElement>) => {
      if (!busy) return
      event.preventDefault()
      void chat.stop()
    }),
    children: busy ? stopIcon : sendIcon,
  }
  return renderPart('button', props, own, { action })
}

/** Why it cannot be sent, where that is not plain to see. */
function reasonFor(sendability: Sendability, labels: Labels): string | undefined {
  if (sendability === 'uploading') return labels.waitsForFiles
  return sendability === 'failed' ? labels.hasFailedFile : undefined
}

const sendIcon = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d="M8 13V3M3.5 7.5 8 3l4.5 4.5" fill="none" stroke="currentColor" strokeWidth="2" />
  </svg>
)

const stopIcon = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <rect x="3.5" y="3.5" width="9" height="9" rx="2" fill="currentColor" />
  </svg>
)
