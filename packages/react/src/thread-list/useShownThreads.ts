'use client'

import type { Thread } from '@millrace/core'
import { useMemo } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { foundThreads } from './foundThreads.ts'
import { useThreadList } from './ThreadListContext.ts'
import { useThreads } from './ThreadsContext.ts'

/** The threads that the list shows: all of them, or those that were found. */
export function useShownThreads(): readonly Thread[] {
  const { locale, untitledThread } = useLabels()
  const { query } = useThreadList()
  const threads = useThreads((state) => state.threads)
  return useMemo(
    () => foundThreads(threads, query, locale, ({ title = untitledThread }) => title),
    [threads, query, locale, untitledThread],
  )
}
