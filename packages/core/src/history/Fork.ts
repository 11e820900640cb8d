import type { Message } from '@millrace/protocol'

/** Where a conversation goes on in more than one way: after one message, or at its beginning. */
export interface Fork<M extends Message = Message> {
  /** What follows, each way as it was when it was last shown. The active one is out of date. */
  readonly ways: readonly (readonly M[])[]
  /** The way that `messages` shows. */
  readonly active: number
  /** The way that was shown before the active one was begun. */
  readonly previous?: number
}

/** Forks by the id of the message before them; the beginning is `''`. */
export type Forks<M extends Message = Message> = ReadonlyMap<string, Fork<M>>
