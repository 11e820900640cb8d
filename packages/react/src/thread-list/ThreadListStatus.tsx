'use client'

import type { ThreadsState } from '@millrace/core'
import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { handOnFocus } from './handOnFocus.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useThreads, useThreadsContext } from './ThreadsContext.ts'

/** What there is to say of the list. */
export interface ThreadListStatusState {
  readonly status: 'quiet' | 'loading' | 'failed' | 'unsaved' | 'trouble'
}

const bars = 6

/**
 * What there is to say of the list: that it is loading, that it did not come, that something could not be saved or exported,
 * and what can be done about it. Renders one `<div>` with a live region. `data-status` is `loading`, `failed`, `unsaved`,
 * `trouble`, or `quiet` while all is well.
 */
export function ThreadListStatus(
  props: Omit<PartProps<'div', ThreadListStatusState>, 'children'>,
): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const { trouble, tell } = useThreadList()
  const list = useThreads((state) => state.status.status)
  const isEmpty = useThreads((state) => state.threads.length === 0)
  const notice = useThreads((state) => state.notice)
  const status = statusOf(list, isEmpty, notice !== undefined, trouble !== undefined)
  const canRetry = status === 'failed' || status === 'unsaved'
  const own = {
    'data-part': 'thread-list-status',
    'data-status': status,
    children: (
      <>
        {status === 'loading' && (
          <div data-part="thread-list-skeleton" aria-hidden="true">
            {Array.from({ length: bars }, (_, index) => (
              <i key={index} />
            ))}
          </div>
        )}
        {/* There before it speaks: a live region that appears together with its words is not read. */}
        <output data-part="thread-list-status-text">
          {wordsOf(status, { labels, notice, trouble })}
        </output>
        {canRetry && (
          <button
            ref={handOnFocus}
            type="button"
            data-part="thread-list-retry"
            onClick={() => {
              if (status === 'failed') void threads.load()
              else threads.retry()
            }}
          >
            {labels.retry}
          </button>
        )}
        {(status === 'unsaved' || status === 'trouble') && (
          <button
            ref={handOnFocus}
            type="button"
            data-part="thread-list-dismiss"
            onClick={() => {
              if (status === 'trouble') tell(undefined)
              else threads.dismissNotice()
            }}
          >
            {labels.dismiss}
          </button>
        )}
      </>
    ),
  }
  return renderPart('div', props, own, { status })
}

function statusOf(
  list: ThreadsState['status']['status'],
  isEmpty: boolean,
  isUnsaved: boolean,
  isTrouble: boolean,
): ThreadListStatusState['status'] {
  if (isUnsaved) return 'unsaved'
  if (isTrouble) return 'trouble'
  if (list === 'failed') return 'failed'
  // What is there is shown while it is loaded anew.
  return list === 'loading' && isEmpty ? 'loading' : 'quiet'
}

interface Told {
  readonly labels: Labels
  readonly notice: ThreadsState['notice']
  readonly trouble: string | undefined
}

function wordsOf(
  status: ThreadListStatusState['status'],
  { labels, notice, trouble }: Told,
): string {
  switch (status) {
    case 'quiet':
      return ''
    case 'loading':
      return labels.loadingThreads
    case 'failed':
      return labels.threadsFailed
    case 'unsaved':
      return notice === undefined ? '' : labels.threadNotice[notice.of]
    case 'trouble':
      return trouble ?? ''
  }
}
