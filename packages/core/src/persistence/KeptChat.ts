import type { Assembly, Message } from '@millrace/protocol'
import type { OutboxEntry } from './OutboxEntry.ts'

/** What is kept of one conversation on this device. Nothing here ever rejects for want of room: it is in memory then. */
export interface KeptChat<M extends Message = Message> {
  /** All that a page needs to go on: the newest messages, the answer that was being written, what waits to be sent. */
  open(limit: number): Promise<KeptBeginning<M>>
  /** Messages before one of them, oldest first. Where it is not known nothing, and `more`. */
  page(query: { readonly before: string; readonly limit: number }): Promise<KeptPage<M>>
  /** Adds messages in this order, in place of those of the same id where there are some. */
  save(messages: readonly M[]): Promise<void>
  /** These are all there are. */
  replace(messages: readonly M[]): Promise<void>
  /**
   * Takes in a page of what is kept elsewhere, too: the one before a message, or the newest (undefined). It takes the place of
   * what is here, but for what is being written or came further here. Resolves to the page as it is then.
   */
  merge(page: KeptPage<M>, before: string | undefined): Promise<KeptPage<M>>
  /** Takes messages out. */
  drop(ids: readonly string[]): Promise<void>
  /** Where an answer is that is being written, unless more of the same run is known. */
  saveRun(run: KeptRun<M>): Promise<void>
  /** A run has ended: its message goes into its page, and what was kept of the run goes, in one step. */
  endRun(runId: string, message: M | undefined): Promise<void>
  readonly outbox: KeptOutbox<M>
  /** Takes all of it out. */
  remove(): Promise<void>
}

export interface KeptPage<M extends Message = Message> {
  /** Oldest first. Each says in `metadata.millrace.parentId` which it follows. */
  readonly messages: readonly M[]
  /** Whether something was said before these. */
  readonly more: boolean
}

export interface KeptBeginning<M extends Message = Message> extends KeptPage<M> {
  readonly run: KeptRun<M> | undefined
  readonly outbox: readonly OutboxEntry[]
}

/** An answer that is being written, and how far it is here. */
export interface KeptRun<M extends Message = Message> {
  readonly runId: string
  /** The server's name for it; undefined before its headers, and where it does not name its answers. */
  readonly streamId: string | undefined
  /** The number of the last chunk that is in `assembly`; -1 for none. */
  readonly after: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly assembly: Assembly<M>
  /** The tool calls of it that were handed to the application. */
  readonly called: readonly string[]
}

/** What waits to be sent in one conversation, oldest first. */
export interface KeptOutbox<M extends Message = Message> {
  list(): Promise<readonly OutboxEntry[]>
  add(entry: OutboxEntry): Promise<void>
  /** Takes the place of the entry of its id. Resolves to whether there was one: else another tab has taken it out. */
  change(entry: OutboxEntry): Promise<boolean>
  /** Resolves to whether it was still there. */
  remove(id: string): Promise<boolean>
  /** The server has the question: it leaves the outbox and is a message, and its answer is a run, in one step. */
  accept(id: string, message: M, run: KeptRun<M> | undefined): Promise<void>
}
