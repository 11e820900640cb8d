import type { Message } from '@millrace/protocol'

/** Where a conversation is kept: what was said before is loaded from it page by page, newest page first. */
export interface ChatHistory<M extends Message = Message> {
  /** How many messages to ask for at a time. Default 50. */
  readonly limit?: number
  /**
   * One page of what was said before. What it brings is checked: stored messages may be anything. Rejects where it
   * cannot be loaded; then it is asked again only by the next `loadEarlier`.
   */
  load(request: HistoryRequest): Promise<HistoryPage<M>>
}

export interface HistoryRequest {
  readonly chatId: string
  /**
   * The id of the oldest message that was loaded, shown or not: the page ends just before it. undefined: the newest page.
   */
  readonly before: string | undefined
  /** How many messages are wanted. A page with more or fewer is taken as well. */
  readonly limit: number
  /** Aborted when nobody wants the page any more. It is thrown away then, whether it comes or not. */
  readonly signal: AbortSignal
}

export interface HistoryPage<M extends Message = Message> {
  /**
   * Oldest first, where there are versions in the order in which they were first saved. Each follows the one that its
   * `metadata.millrace.parentId` names (null: it begins the conversation), or else the one before it in the list; two of
   * one parent are versions of each other. Those that are here already are left out.
   */
  readonly messages: readonly M[]
  /** Whether something was said before these. A page with nothing new is the last one, whatever it says. */
  readonly more: boolean
}
