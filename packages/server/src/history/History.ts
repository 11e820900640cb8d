import type { Message } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'

/**
 * Where conversations are kept: your database. What it gives back is checked, as anything stored is. It must keep
 * apart what belongs to different users: the same `id` of another `who` is another conversation (T-94).
 * `historyContract` of `@millrace/server/testing` tells whether yours keeps to this.
 */
export interface History {
  /**
   * A page of a conversation: messages of all its branches, in the order in which they were first saved, oldest
   * first. Of those that `query` leaves, the newest `limit`. An unknown conversation is empty, and so is a page that
   * ends at a message that it does not have.
   */
  load(chat: ChatKey, query: HistoryQuery): Promise<StoredPage>
  /**
   * Adds messages in their order; one with a known id takes the place of the old one, where that stood. All of them
   * or, where it rejects, none. The same may come twice.
   */
  save(chat: ChatKey, messages: readonly Message[]): Promise<void>
  /** The conversations of one user, the one that was written to last first, at most `limit`. */
  list(who: Identity, query: ListQuery): Promise<ChatList>
  /**
   * Changes what a user says of a conversation, nothing of it where `change` is empty. It is no write to it: it stays
   * where it is in the list. Resolves to how it is listed from then on; to undefined where there is no such conversation,
   * and then none is made. Without this function the route changes none.
   */
  update?(chat: ChatKey, change: ChatChange): Promise<ChatSummary | undefined>
  /**
   * Takes a conversation out, with its messages and all that was said of it. One that is not there is as good. What is
   * saved under its id later begins a new one. Without this function the route removes none.
   */
  remove?(chat: ChatKey): Promise<void>
}

/** One conversation of one user. */
export interface ChatKey {
  /** As the client named it: 1 to 256 characters, none of them a control character. */
  readonly id: string
  readonly who: Identity
}

export interface HistoryQuery {
  /** The page ends with this message. */
  readonly upTo?: string
  /** The page ends just before this message. */
  readonly before?: string
  readonly limit: number
}

export interface StoredPage {
  /**
   * Each says in `metadata.millrace.parentId` which one it follows: `null` begins the conversation. Two of one parent
   * are versions of each other.
   */
  readonly messages: readonly Message[]
  /** Whether there are messages before these. */
  readonly more: boolean
}

export interface ListQuery {
  /** The id of the last conversation that is here: those after it are wanted. */
  readonly after?: string
  readonly limit: number
}

export interface ChatList {
  readonly chats: readonly ChatSummary[]
  readonly more: boolean
}

export interface ChatSummary {
  readonly id: string
  /** What its user calls it; else what the history calls it, if anything. */
  readonly title?: string
  /** Whether its user has pinned it. */
  readonly pinned?: boolean
  /** When it was first written to, in milliseconds since the epoch. */
  readonly createdAt?: number
  /** When it was last written to, in milliseconds since the epoch. */
  readonly updatedAt: number
}

/** What a user says of a conversation. What is not there stays as it is. */
export interface ChatChange {
  /**
   * 1 to 200 characters, none of them a control character. It wins over what the history calls the conversation by itself,
   * whatever is saved later. `null` takes it back.
   */
  readonly title?: string | null
  readonly pinned?: boolean
}
