'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useIsBusy } from '../chat/useRun.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useComposer } from './useComposer.ts'

/** What the button does now. */
export interface ComposerSubmitState {
  readonly action: 'send' | 'stop'
}

/**
 * Sends, or stops the running answer. Renders one `<button>` that stays the same node, so focus is never
 * lost. `data-action` is `send` or `stop`; `aria-disabled` while there is nothing to send.
 */
export function ComposerSubmit({
  onClick,
  ...props
}: PartProps<'button', ComposerSubmitState>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const busy = useIsBusy()
  const { text } = useComposer()
  const action = busy ? 'stop' : 'send'
  const own = {
    'data-part': 'composer-submit',
    'data-action': action,
    type: busy ? 'button' : 'submit',
    'aria-label': busy ? labels.stop : labels.send,
    'aria-disabled': !busy && text.trim() === '' ? true : undefined,
    onClick: chain(onClick, (event: MouseEvent<HTMLButtonElement>) => {
      if (!busy) return
      event.preventDefault()
      void chat.stop()
    }),
    children: busy ? stopIcon : sendIcon,
  }
  return renderPart('button', props, own, { action })
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
