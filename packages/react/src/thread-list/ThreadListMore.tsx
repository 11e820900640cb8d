'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { handOnFocus } from './handOnFocus.ts'
import { useThreads, useThreadsContext } from './ThreadsContext.ts'

/** Whether a page is on its way, or did not come. */
export interface ThreadListMoreState {
  readonly status: 'more' | 'loading' | 'failed'
}

/**
 * Loads the next page of the list. Renders one `<div>` with a button, or nothing where there is no next page. `data-status`
 * is `more`, `loading` (the button stays, and keeps its focus) or `failed`; both are said politely. When the last page is here, the
 * focus of the button goes to the conversation that is shown.
 */
export function ThreadListMore(
  props: Omit<PartProps<'div', ThreadListMoreState>, 'children'>,
): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const status = useThreads((state) => state.more.status)
  if (status === 'none') return null
  const words = { more: '', loading: labels.loadingThreads, failed: labels.threadsFailed }
  const own = {
    'data-part': 'thread-list-more',
    'data-status': status,
    children: (
      <>
        {/* There before it speaks: a live region that appears together with its words is not read. */}
        <output data-part="thread-list-more-text">{words[status]}</output>
        <button
          ref={handOnFocus}
          type="button"
          data-part="thread-list-more-button"
          aria-disabled={status === 'loading' ? true : undefined}
          onClick={() => void threads.loadMore()}
        >
          {status === 'failed' ? labels.retry : labels.moreThreads}
        </button>
      </>
    ),
  }
  return renderPart('div', props, own, { status })
}
