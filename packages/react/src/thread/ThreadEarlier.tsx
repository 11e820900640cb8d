'use client'

import { type ReactNode, useCallback } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'

/** What stands before the messages. */
export interface EarlierState {
  readonly status: 'more' | 'loading' | 'failed'
  /** Whether nothing of the conversation is here yet. */
  readonly first: boolean
}

/** A question, and three lines of its answer. */
const barsOfTurn = 4
/** As many as fill a small screen, where nothing of the conversation is here yet. */
const turnsAtFirst = 3

/**
 * Stands before the messages and loads what was said before them (`history`): a page whenever it comes within a screen
 * of what is in sight, until the beginning is here. After a failure it waits for its button. Renders one `<div>`, or
 * nothing once the beginning is here. `data-status` is `more`, `loading` or `failed`; `data-first` is present while there
 * are no messages at all.
 */
export function ThreadEarlier(props: Omit<PartProps<'div', EarlierState>, 'children'>): ReactNode {
  const chat = useChatContext()
  const view = useView()
  const labels = useLabels()
  const earlier = useStore(chat, (state) => state.earlier)
  const first = useStore(chat, ({ messages }) => messages.length === 0)
  // Another one for each page, which is another object: what is still in sight is then seen anew.
  const loadInSight = useCallback(
    (element: HTMLElement | null) => {
      if (element === null || earlier.status !== 'more') return undefined
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.at(-1)?.isIntersecting === true) void chat.loadEarlier()
        },
        { root: element.closest('[data-part=thread-scroller]'), rootMargin: '100% 0px' },
      )
      observer.observe(element)
      return () => observer.disconnect()
    },
    [chat, earlier],
  )
  const { status } = earlier
  if (status === 'none') return null
  const words = { more: '', loading: labels.loadingEarlier, failed: labels.earlierFailed }
  const own = {
    'data-part': 'thread-earlier',
    'data-status': status,
    'data-first': first ? '' : undefined,
    children: (
      <>
        {status !== 'failed' && (
          <div ref={loadInSight} data-part="thread-earlier-skeleton" aria-hidden="true">
            {Array.from({ length: barsOfTurn * (first ? turnsAtFirst : 1) }, (_, index) => (
              <i key={index} />
            ))}
          </div>
        )}
        {/* There before it speaks: a live region that appears together with its words is not read. */}
        <output data-part="thread-earlier-text">{words[status]}</output>
        {status === 'failed' && (
          <button
            type="button"
            data-part="thread-earlier-retry"
            onClick={(event) => {
              // The button goes.
              focusRegion(view, 'thread', event.currentTarget)
              void chat.loadEarlier()
            }}
          >
            {labels.retry}
          </button>
        )}
      </>
    ),
  }
  return renderPart('div', props, own, { status, first })
}
