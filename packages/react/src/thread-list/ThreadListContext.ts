'use client'

import { type Context, createContext, useContext } from 'react'

/** What one list shows, and another of the same conversations does not. */
export interface ThreadListView {
  /** What is searched for; empty while nothing is. */
  readonly query: string
  readonly search: (query: string) => void
  /** The thread that is being renamed. */
  readonly renamingId: string | undefined
  readonly rename: (id: string | undefined) => void
  /** What was typed for it so far. */
  readonly typed: {
    readonly get: () => string | undefined
    readonly set: (text: string | undefined) => void
  }
  /** What went wrong with an export, as words. */
  readonly trouble: string | undefined
  readonly tell: (trouble: string | undefined) => void
}

export const ThreadListContext: Context<ThreadListView | undefined> = createContext<
  ThreadListView | undefined
>(undefined)

/** @throws {Error} outside of `<ThreadList.Root>`. */
export function useThreadList(): ThreadListView {
  const list = useContext(ThreadListContext)
  if (list === undefined) throw new Error('This part needs a <ThreadList.Root> around it.')
  return list
}
