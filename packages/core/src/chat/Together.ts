import type { Clock, Message, NewId, Random } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { ChatHistory } from '../history/ChatHistory.ts'
import type { Outbox } from '../outbox/createOutbox.ts'
import type { ChatState } from './ChatState.ts'
import type { Answers, AnswerWatcher, FollowedRun } from './Answers.ts'

/** What keeps chats on a device and one over its tabs. `createPersistence` makes one: a chat without it brings none along. */
export interface ChatPersistence {
  join<M extends Message>(options: TogetherOptions<M>): Together<M>
}

export interface TogetherOptions<M extends Message> {
  readonly store: StoreApi<ChatState<M>>
  /** Where else the conversation is kept, if anywhere. */
  readonly history: ChatHistory<M> | undefined
  readonly clock: Clock
  readonly newId: NewId
  readonly random: Random
  readonly answers: () => Answers<M>
  readonly onReport: (reason: string) => void
  /** Another tab has told something that this one can act on: when nothing runs here. */
  readonly onNews: () => void
}

/** A chat that is kept on this device, and is one with the same chat in other tabs. */
export interface Together<M extends Message> {
  /** Keeps answers while they come. */
  readonly watcher: AnswerWatcher<M>
  readonly outbox: Outbox<M>
  /** What is kept, as a history to load from. */
  readonly history: ChatHistory<M>
  /**
   * Brings what is kept into the state: the newest page by `loadEarlier`, then an answer that was being written, then what
   * waits to be sent. Once.
   */
  restore(loadEarlier: () => Promise<void>): Promise<void>
  /** All messages were replaced. */
  replaced(): void
  /** Tells the other tabs of an answer, once its question is kept. */
  tellRun(run: FollowedRun): void
  /** What another tab receives and this one does not; it is asked once. */
  takeRun(): FollowedRun | undefined
  /** Brings what waits to be sent into the state. */
  showQueue(): Promise<void>
  /** Brings what other tabs have changed. Not while something runs here. */
  catchUp(): Promise<void>
  /** Somebody looks; and nobody does any more. */
  wake(): void
  rest(): void
}
