import type { ErrorInfo } from '@millrace/protocol'
import type { Thread } from './Thread.ts'

/** A list of conversations at one moment. What did not change keeps its identity from state to state. */
export interface ThreadsState {
  /** Pinned ones first, each kind by when it was last written to, newest first. */
  readonly threads: readonly Thread[]
  /** The thread that is shown: one of the list, or a new one in which nothing was asked. */
  readonly activeId: string
  readonly status: ThreadsStatus
  /** Whether there are threads behind those of the list. */
  readonly more: MoreThreads
  /** What was removed and can still be brought back, the last one first. */
  readonly removed: readonly RemovedThread[]
  /** What could not be saved. The list shows what its user did all the same. */
  readonly notice: ThreadsNotice | undefined
}

/** Whether the list is here. */
export type ThreadsStatus =
  /** Nobody has asked for it. */
  | { readonly status: 'idle' }
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  /** It did not come. `load` tries again, and nothing else does. */
  | { readonly status: 'failed'; readonly error: ErrorInfo }

export type MoreThreads =
  | { readonly status: 'none' }
  /** There are: `loadMore` brings some. */
  | { readonly status: 'more' }
  | { readonly status: 'loading' }
  /** They did not come. `loadMore` tries again. */
  | { readonly status: 'failed'; readonly error: ErrorInfo }

export interface RemovedThread {
  readonly thread: Thread
  /**
   * When it is deleted, in milliseconds since the epoch; undefined while that is held (`holdRemoved`).
   */
  readonly until: number | undefined
}

export interface ThreadsNotice {
  /** What failed: to save something, to delete it, to load the messages of a thread. */
  readonly of: 'save' | 'remove' | 'load'
  readonly error: ErrorInfo
  readonly threadIds: readonly string[]
}
