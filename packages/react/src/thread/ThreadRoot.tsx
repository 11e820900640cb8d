'use client'

import type { KeyboardEvent, ReactNode } from 'react'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useFollowEnd } from '../scroll/useFollowEnd.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useChatKeys } from '../view/useChatKeys.ts'
import { useRegion } from '../view/useRegion.ts'
import { useView, useViewState } from '../view/ViewContext.ts'
import { useThreadKeys } from './useThreadKeys.ts'

/** What the thread shows. */
export interface ThreadState {
  /** Whether the view has left the end. */
  readonly away: boolean
}

/**
 * The scroller around the conversation: a named region that the keyboard can scroll. It follows the end until
 * the user leaves it. Renders one `<div data-part="thread">` with the scroller and, while the view is away
 * from the end, a button that leads there. `data-away` is present then.
 */
export function ThreadRoot({
  children,
  onKeyDown,
  ...props
}: PartProps<'div', ThreadState>): ReactNode {
  const labels = useLabels()
  const view = useView()
  const away = useViewState((state) => state.away)
  const { scroller, toEnd } = useFollowEnd(view)
  const scrollerId = useRegion('thread')
  const chatKeys = useChatKeys('thread')
  const threadKeys = useThreadKeys(toEnd)
  const content = (
    <>
      <section
        ref={scroller}
        id={scrollerId}
        data-part="thread-scroller"
        aria-label={labels.conversation}
        tabIndex={0}
      >
        <div data-part="thread-content">{children}</div>
      </section>
      {away && (
        <button
          type="button"
          data-part="thread-to-end"
          aria-label={labels.toEnd}
          onClick={(event) => {
            toEnd()
            // The button goes once the end is in sight.
            focusRegion(view, 'thread', event.currentTarget)
          }}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path
              d="M8 3v10M3.5 8.5 8 13l4.5-4.5"
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
            />
          </svg>
        </button>
      )}
    </>
  )
  const own = {
    'data-part': 'thread',
    'data-away': away ? '' : undefined,
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLElement>) => {
      threadKeys(event)
      chatKeys(event)
    }),
    children: content,
  }
  return renderPart('div', props, own, { away })
}
