import type { Message, Rating } from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { ModelSource } from '../models/ModelInfo.ts'
import type { ApprovalAnswer, ToolAnswer } from './answerTool.ts'
import type { ComposerState } from '../composer/ComposerState.ts'
import type { ChatState, NewMessage } from './ChatState.ts'

/**
 * One conversation. Inert until something is sent or loaded: no connection, timer or listener. `getState` and
 * `subscribe` are those of a zustand store, so `useStore(chat, selector)` works on it.
 */
export interface ChatStore<M extends Message = Message> {
  readonly id: string
  getState(): ChatState<M>
  getInitialState(): ChatState<M>
  subscribe(listener: (state: ChatState<M>, previous: ChatState<M>) => void): () => void
  /** What is being typed, apart from the thread: typing re-renders no message. */
  readonly composer: StoreApi<ComposerState>
  /** Where the list of models comes from, if anywhere. */
  readonly models: ModelSource | undefined
  /**
   * Asks. Resolves when the answer ended, however it ended: failures are state (`run`), not thrown.
   * While an answer is running, `whenBusy` decides. A question that the server never took is
   * replaced by the next one sent.
   * @throws {TypeError} for a message without text, files or parts.
   * @throws {ChatError} `busy` while an answer is running and `whenBusy` is `reject`.
   */
  sendMessage(message: NewMessage, options?: SendOptions): Promise<void>
  /**
   * Asks a question of the user's again in other words, with the files it had: the old wording and what followed it
   * stay as a branch. A running answer is stopped, unless `whenBusy` is `reject`.
   * @throws {ChatError} `not_found` when there is no such message.
   */
  editMessage(messageId: string, message: string, options?: SendOptions): Promise<void>
  /**
   * Answers again: the last question, or the question before or at `messageId`. Also the way to try
   * again after a failure.
   */
  regenerate(options?: SendOptions & { readonly messageId?: string }): Promise<void>
  /**
   * Carries on the last answer where it was cut short: by its limit, by a stop, on its way. What comes goes on in
   * the same message.
   * @throws {ChatError} `not_found` when the last message is no such answer; `busy` while one is running.
   */
  continueAnswer(options?: SendOptions): Promise<void>
  /** Ends the running answer and keeps what came. Does nothing when none runs. */
  stop(): Promise<void>
  /** Joins the answer that runs in this chat on the server, if any: after a reload, say. */
  resumeStream(): Promise<void>
  /**
   * Brings what is kept on this device (`persist`), and goes on with an answer that was being written. Comes by itself with
   * the first `retain`, question or joining; nothing is asked before. Resolves when it is here; never rejects.
   */
  restore(): Promise<void>
  /** The server is tried at once, where it could not be reached. */
  tryNow(): void
  /**
   * Loads the page of `history` before the oldest message and puts it in front; at first that is the newest page. Messages
   * of other versions are kept aside (`forks`); where a page has only such, the next one is loaded too.
   * Resolves when it is here or has failed: failures are state (`earlier`), not thrown. One page at a time: while one is
   * on its way it is waited for. Does nothing where the beginning is here. A running answer goes on meanwhile.
   */
  loadEarlier(): Promise<void>
  /**
   * Replaces the conversation. Stops the running answer first, and throws away a page of history that is on its way:
   * it was one of the conversation before.
   */
  setMessages(messages: readonly M[] | ((messages: readonly M[]) => readonly M[])): void
  /**
   * Shows another of the ways that begin at this message: an earlier answer, an earlier wording. Stops
   * the running answer first.
   */
  selectBranch(messageId: string, index: number): void
  /**
   * Sends the conversation as it stands, and the last answer goes on: after a tool call was answered, say.
   * `sendAutomaticallyWhen` does it by itself.
   * @throws {ChatError} `not_found` when the last message is no answer; `busy` while one is running.
   */
  goOn(): Promise<void>
  /** Gives a tool call its output, once: a call that was answered keeps its first answer. */
  addToolOutput(answer: ToolAnswer): Promise<void>
  /** Says yes or no to a tool call of the last answer that asked. */
  addToolApprovalResponse(answer: ApprovalAnswer): Promise<void>
  /**
   * Notes what the user thinks of an answer among its facts, and tells the application (`onFeedback`).
   * @param rating - undefined takes a rating back.
   * @param comment - In the user's words. Handed on, not kept.
   * @throws {ChatError} `not_found` when there is no such message.
   */
  rateMessage(messageId: string, rating: Rating | undefined, comment?: string): void
  /** Takes a question out of the queue. */
  cancelQueued(id: string): void
  /** Back from `failed` to `idle`; the messages stay. */
  clearError(): void
  /**
   * Tells that somebody looks. When the last one has let go, in the same task or later, a running
   * answer's connection is closed on the next microtask, and so is that of a page of history: nothing of it is left.
   */
  retain(): () => void
}

export interface SendOptions {
  /** Added to the body of this request. */
  readonly body?: Readonly<Record<string, unknown>>
}
