'use client'

import type { ThreadsStore } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { type ReactNode, useEffect } from 'react'
import { ThreadsContext } from './ThreadsContext.ts'
import { useFollowingFocus } from './useFollowingFocus.ts'

export interface ThreadsProviderProps<M extends Message = Message> {
  /** Made outside of components: `createThreads`. */
  readonly threads: ThreadsStore<M>
  readonly children?: ReactNode
}

/**
 * Hands many conversations down: to a `ThreadList`, and to `<Chat key={activeId} chat={threads.chatOf(activeId)} />` beside
 * it. When the page is left, they are closed: what was removed is deleted then. Where the chat that is shown had the focus, and
 * another one takes its place, the message box of that one has it.
 */
export function ThreadsProvider<M extends Message = Message>({
  threads,
  children,
}: ThreadsProviderProps<M>): ReactNode {
  // The parts write no messages of their own: for what they do, one list is like another.
  const store = threads as unknown as ThreadsStore
  useFollowingFocus(store)
  useEffect(() => {
    const close = (): void => threads.close()
    addEventListener('pagehide', close)
    return () => removeEventListener('pagehide', close)
  }, [threads])
  return <ThreadsContext value={store}>{children}</ThreadsContext>
}
