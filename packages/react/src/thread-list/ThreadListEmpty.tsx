'use client'

import type { ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useThreads } from './ThreadsContext.ts'
import { useShownThreads } from './useShownThreads.ts'

/** Why there is nothing to show. */
export interface ThreadListEmptyState {
  readonly reason: 'none' | 'search'
}

/**
 * Stands where there are no conversations, or where none was found. Renders one `<p>`, or nothing otherwise and while it is
 * not known whether there are any. `data-reason` is `none` or `search`.
 */
export function ThreadListEmpty(props: PartProps<'p', ThreadListEmptyState>): ReactNode {
  const labels = useLabels()
  const { query } = useThreadList()
  const { length } = useShownThreads()
  const isReady = useThreads(({ status }) => status.status === 'ready')
  const isSearch = query.trim() !== ''
  if (length > 0 || !(isReady || isSearch)) return null
  const reason = isSearch ? 'search' : 'none'
  const own = {
    'data-part': 'thread-list-empty',
    'data-reason': reason,
    children: isSearch ? labels.foundThreads(0, '0') : labels.noThreads,
  }
  return renderPart('p', props, own, { reason })
}
