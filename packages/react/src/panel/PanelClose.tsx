'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { type PanelState, stateOf, usePanel } from './PanelContext.ts'

/** Closes the chat. Renders one `<button>`. What is written stays, and an answer that is on its way goes on. */
export function PanelClose({ onClick, ...props }: PartProps<'button', PanelState>): ReactNode {
  const panel = usePanel()
  const { closeChat } = useLabels()
  const own = {
    type: 'button',
    'data-part': 'panel-close',
    'aria-label': closeChat,
    title: closeChat,
    onClick: chain(onClick, (_: MouseEvent<HTMLButtonElement>) => panel.setOpen(false)),
    children: closeIcon,
  }
  return renderPart('button', props, own, stateOf(panel))
}

const closeIcon = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d="m3.5 3.5 9 9m0-9-9 9" fill="none" stroke="currentColor" strokeWidth="2" />
  </svg>
)
