import type { Message } from '@millrace/protocol'
import type { StoredThread } from './Thread.ts'

/** Where a list of conversations is kept. What it brings is checked: it may be anything. */
export interface ThreadStorage<M extends Message = Message> {
  /** One page, those that were written to last first. Rejects where it cannot be loaded. */
  list(query: ThreadQuery): Promise<ThreadPage>
  /**
   * Keeps what is said of a thread, in place of what was kept before. For one thread at a time there is one call.
   */
  save(thread: StoredThread): Promise<void>
  /** Deletes a thread with its messages. One that is not there is as good. */
  remove(id: string): Promise<void>
  /**
   * All messages of a thread, oldest first; none where it has none. Where there are versions they are as in a page of history
   * (`HistoryPage`). Without this function and the next, messages are kept elsewhere: by the `history` of each chat.
   */
  loadMessages?(id: string): Promise<readonly M[]>
  /** Keeps all messages of a thread, in place of those before. */
  saveMessages?(id: string, messages: readonly M[]): Promise<void>
}

export interface ThreadQuery {
  /** The id of the last thread of the page before. undefined: the first page. */
  readonly after: string | undefined
  /** How many are wanted. A page with more or fewer is taken as well. */
  readonly limit: number
  /** Aborted when nobody wants the page any more. */
  readonly signal: AbortSignal
}

export interface ThreadPage {
  readonly threads: readonly StoredThread[]
  /** Whether there are others behind these. A page with nothing new is the last one, whatever it says. */
  readonly more: boolean
}
