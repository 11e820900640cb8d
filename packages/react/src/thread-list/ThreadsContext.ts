'use client'

import type { ThreadsState, ThreadsStore } from '@millrace/core'
import { type Context, createContext, useContext } from 'react'
import { useStore } from 'zustand'

export const ThreadsContext: Context<ThreadsStore | undefined> = createContext<
  ThreadsStore | undefined
>(undefined)

/**
 * The conversations that a `<ThreadsProvider>` above hands down.
 * @throws {Error} where there is none.
 */
export function useThreadsContext(): ThreadsStore {
  const threads = useContext(ThreadsContext)
  if (threads === undefined) throw new Error('This part needs a <ThreadsProvider> around it.')
  return threads
}

/** What `select` picks of the list. Renders again only when that changes. */
export function useThreads<Value>(select: (state: ThreadsState) => Value): Value {
  return useStore(useThreadsContext(), select)
}
