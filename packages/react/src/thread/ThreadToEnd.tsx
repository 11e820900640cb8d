'use client'

import { isBusy } from '@millrace/core'
import type { MouseEvent, ReactNode } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useScroll } from '../scroll/ScrollContext.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView, useViewState } from '../view/ViewContext.ts'
import { useNewMessages } from './useNewMessages.ts'

/** What there is below what is shown. */
export interface ThreadToEndState {
  /** Messages that came since the end went out of sight, without the user's own. */
  readonly count: number
  /** Whether an answer is being written there. */
  readonly busy: boolean
}

/**
 * Leads to the end, or to the first new message where there are new ones out of sight. Renders one `<button>` while the
 * end is out of sight, else nothing. It shows how many messages are new; `data-count` is that number, where there are
 * any, `data-busy` is present while an answer is being written.
 */
export function ThreadToEnd({
  onClick,
  ...props
}: PartProps<'button', ThreadToEndState>): ReactNode {
  const labels = useLabels()
  const view = useView()
  const away = useViewState((state) => state.away)
  const busy = useStore(useChatContext(), (state) => isBusy(state.run))
  const scroll = useScroll()
  const { count, firstId } = useNewMessages()
  if (!away) return null
  const written = numbersFor(labels.locale).count(count)
  const name = count === 0 ? labels.toEnd : labels.toNewMessages(count, written)
  const own = {
    type: 'button',
    'data-part': 'thread-to-end',
    'data-count': count === 0 ? undefined : count,
    'data-busy': busy ? '' : undefined,
    'aria-label': name,
    title: name,
    children: (
      <>
        {count > 0 && <span aria-hidden>{labels.newMessages(count, written)}</span>}
        {downIcon}
      </>
    ),
    onClick: chain(onClick, (event: MouseEvent<HTMLButtonElement>) => {
      if (count > 0 && firstId !== undefined && scroll.isAhead(firstId)) void view.goTo(firstId)
      else {
        view.toEnd()
        // The button goes once the end is in sight.
        focusRegion(view, 'thread', event.currentTarget)
      }
    }),
  }
  return renderPart('button', props, own, { count, busy })
}

const downIcon = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path d="M8 3v10M3.5 8.5 8 13l4.5-4.5" fill="none" stroke="currentColor" strokeWidth="2" />
  </svg>
)
