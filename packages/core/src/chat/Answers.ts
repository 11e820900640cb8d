import type { Assembly, Message } from '@millrace/protocol'
import type { KeptRun } from '../persistence/KeptChat.ts'
import type { SendRequest } from '../transport/Transport.ts'
import type { ChatState } from './ChatState.ts'
import type { Outcome, Place } from './startRun.ts'

/** The answers of one conversation, one at a time: how each comes into the state, and how it leaves its busy states. */
export interface Answers<M extends Message> {
  /** Starts an answer and resolves when it ended, to how. The state shows it before the first await. */
  begin(
    runId: string,
    request: SendRequest | Place,
    more?: Beginning<M>,
  ): Promise<Outcome | undefined>
  /** Goes on with what ran when the last looker went, or asks what runs. */
  rejoin(): Promise<Outcome | undefined>
  /** Reads along with an answer that another page asked for: tools are run there. */
  follow(run: FollowedRun): Promise<Outcome | undefined>
  /** The answer that is being received, exactly as far as it is in the state; undefined at moments when that is not known. */
  readonly running: KeptRun<M> | undefined
  /** The answer that is gone on with when this is joined again. */
  readonly left: KeptRun<M> | undefined
  /** An answer that an earlier page was receiving: it is gone on with. */
  takeUp(run: KeptRun<M>): void
  stop(): void
  /** Closes the connection and leaves the answer where it is: somebody may come back to it. */
  detach(): void
  /** Changes messages of the state, and the answer that is being written. */
  alter(change: (message: M) => M): void
  /** The last question, if the server never took it. */
  unaccepted: string | undefined
  /** What stands in the conversation and the server does not have: questions with an automatic reply of ours. */
  readonly unsent: ReadonlySet<string>
}

/** What more there is to know of a run that begins. */
export interface Beginning<M extends Message> {
  /** What there is of the answer already. */
  readonly begun?: Assembly<M> | undefined
  /** Awaited before the question goes out. Resolves to whether it is to. */
  readonly before?: () => Promise<boolean>
  /** The server has the question. */
  readonly onAccepted?: (streamId: string | undefined) => void
  /**
   * What becomes of the state where the question was not asked, in one step with the end of the run; undefined where that
   * is a failure of the chat.
   */
  readonly putBack?: (state: ChatState<M>, outcome: Outcome) => ChatState<M> | undefined
  /** Whether another page asked for it. */
  readonly isFollowed?: boolean
}

/** An answer that another page of this browser receives. */
export interface FollowedRun {
  readonly runId: string
  readonly streamId: string
}

/** Told when more of an answer is in the state, and how a run ended, with its message if there is one. */
export interface AnswerWatcher<M extends Message> {
  grown(): void
  ended(runId: string, outcome: Outcome, message: M | undefined): void
}
