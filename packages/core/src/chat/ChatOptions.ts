import type {
  CannedReplies,
  Chunk,
  Clock,
  DataChunk,
  ErrorInfo,
  FinishReason,
  Message,
  NewId,
  Random,
  Rating,
  TrimOptions,
} from '@millrace/protocol'
import type { PatienceOptions } from '../connection/createPatience.ts'
import type { WakeSource } from '../connection/WakeSource.ts'
import type { Pace } from '../pace/createPacer.ts'
import type { ChatPersistence } from './Together.ts'
import type { FrameSource } from '../pace/FrameSource.ts'
import type { Transport } from '../transport/Transport.ts'
import type { ChatHistory } from '../history/ChatHistory.ts'
import type { ModelSource } from '../models/ModelInfo.ts'
import type { ReconnectOptions } from './startRun.ts'

export interface ChatOptions<M extends Message = Message> {
  readonly transport: Transport
  /** Names the conversation on the server. Default: a new id. */
  readonly id?: string
  /** What was said before, oldest first. */
  readonly messages?: readonly M[]
  /**
   * Where what was said before `messages` is kept: with our route `createHttpHistory`, and a transport with `history: true`
   * beside it. Default: nowhere, and `messages` are all there is.
   */
  readonly history?: ChatHistory<M>
  /** The models that a question may be put to, for whoever chooses one (`chat.composer`, `model`). Default: nobody does. */
  readonly models?: ModelSource
  /** What a question does while an answer is running. Default `queue`. */
  readonly whenBusy?: 'queue' | 'interrupt' | 'reject'
  /**
   * Keeps the conversation on this device (`createPersistence`), under its `id`: it is here again after a reload, an answer
   * that was being written goes on, what waits to be sent is sent, and tabs that show it are in step. Default: nothing is.
   */
  readonly persist?: ChatPersistence
  /**
   * What a question does where the server cannot be reached. `fail` (default without `persist`): it stands there as one
   * that failed. `wait` (default with `persist`): it waits in the queue and is sent when the server is back, under the same
   * run id, so that a server which knows those (our route) answers it once however often it arrives; and an answer that
   * broke off is waited for.
   */
  readonly whenOffline?: 'fail' | 'wait'
  /**
   * An automatic reply where the server itself cannot be reached, as the route gives one where no model can: marked
   * (`metadata.millrace.canned`), never sent to a model, with a retry. `cannedReplies.outage` is its text. Default: such a
   * question stands there as one that failed, or waits (`whenOffline`).
   */
  readonly canned?: Pick<CannedReplies, 'outage'>
  /** How long nothing may come before that is told. */
  readonly patience?: PatienceOptions
  /** How often the screen follows the stream. Default `calm`: every 50 ms. */
  readonly pace?: Pace
  readonly reconnect?: Partial<ReconnectOptions>
  /** How long a missing chunk is waited for before it is asked for again, in ms. Default 2,000. */
  readonly gapWaitMs?: number
  /**
   * For a backend that does not fit conversations to its model's window: they are cut here before they are sent.
   * Default: only the body is bounded, and our route cuts. Does not count where only the last message is sent.
   */
  readonly contextWindow?: TrimOptions
  /** The answer ended, however it ended. */
  readonly onFinish?: (event: FinishEvent<M>) => void
  readonly onError?: (error: ErrorInfo) => void
  /** The user rated an answer, or took a rating back. */
  readonly onFeedback?: (feedback: Feedback<M>) => void
  /** Application data as it arrives, transient or not. */
  readonly onData?: (chunk: DataChunk) => void
  /**
   * A tool of the application's is to be run: once per call id, after the call is in the state. Answer
   * with `addToolOutput`.
   */
  readonly onToolCall?: (call: ToolCall) => void
  /**
   * Whether the conversation goes on by itself once a run is over or a tool was answered: when all
   * calls of the last message have outputs, say. Default: never.
   */
  readonly sendAutomaticallyWhen?: (messages: readonly M[]) => boolean | Promise<boolean>
  /** A chunk was skipped, or a stored message; worth a log line, never fatal. */
  readonly onReport?: (reason: string) => void
  readonly clock?: Clock
  readonly frames?: FrameSource
  readonly wake?: WakeSource
  readonly newId?: NewId
  readonly random?: Random
}

/** A call that the model made of a tool that runs here. */
export type ToolCall = Extract<Chunk, { readonly type: 'tool-input-available' }>

/** What the user thinks of an answer. */
export interface Feedback<M extends Message = Message> {
  readonly messageId: string
  /** undefined: a rating was taken back. */
  readonly rating: Rating | undefined
  /** What the user wrote about it. */
  readonly comment?: string
  readonly message: M
}

/** As the AI SDK's `onFinish` tells it. */
export interface FinishEvent<M extends Message = Message> {
  /** The answer; undefined when none came. */
  readonly message: M | undefined
  readonly messages: readonly M[]
  readonly isAbort: boolean
  readonly isDisconnect: boolean
  readonly isError: boolean
  readonly finishReason: FinishReason | undefined
}
