'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useBothRefs } from '../part/useBothRefs.ts'
import { type PanelState, stateOf, usePanel } from './PanelContext.ts'

/**
 * Opens the chat, and closes it. Renders one `<button>`, whose children are its sign, and behind it how many answers came
 * while the chat was closed. `data-open` is present while it is open, `data-unread` is that number, where there are any.
 */
export function PanelLauncher({
  onClick,
  ref,
  children = chatIcon,
  ...props
}: PartProps<'button', PanelState>): ReactNode {
  const panel = usePanel()
  const labels = useLabels()
  const { mode, open, fullScreen, unread, setOpen, launcher } = panel
  const count = numbersFor(labels.locale).count(unread)
  const own = {
    type: 'button',
    'data-part': 'panel-launcher',
    'data-open': open ? '' : undefined,
    'data-unread': unread === 0 ? undefined : unread,
    'aria-label':
      unread === 0 ? labels.chat : `${labels.chat}, ${labels.newMessages(unread, count)}`,
    // Along the side it would lie over what it opens, and what fills the screen is over it.
    hidden: open && (fullScreen || mode === 'sidebar'),
    'aria-expanded': open,
    'aria-controls': panel.id,
    'aria-haspopup': 'dialog',
    ref: useBothRefs(launcher, ref),
    onClick: chain(onClick, (_: MouseEvent<HTMLButtonElement>) => setOpen(!open)),
    children: (
      <>
        {children}
        {unread > 0 && (
          <span data-part="panel-badge" aria-hidden>
            {count}
          </span>
        )}
      </>
    ),
  }
  return renderPart('button', props, own, stateOf(panel))
}

const chatIcon = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path
      d="M2.5 3.5h11v7.5h-6L4.5 13.5V11h-2z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
    />
  </svg>
)
