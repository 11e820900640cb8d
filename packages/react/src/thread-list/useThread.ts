'use client'

import type { Thread } from '@millrace/core'
import { useCallback } from 'react'
import { useThreads } from './ThreadsContext.ts'

/** One thread of the list; undefined where there is none of this id. Renders again only when that thread changes. */
export function useThread(id: string): Thread | undefined {
  return useThreads(useCallback(({ threads }) => threads.find((thread) => thread.id === id), [id]))
}
