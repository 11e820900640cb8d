import type { DataChunk, ErrorInfo, FilePart, Message, Part, TrimReport } from '@millrace/protocol'
import type { ConnectionState } from '../connection/ConnectionState.ts'
import type { Patience } from '../connection/createPatience.ts'
import type { ServiceState } from '../connection/ServiceState.ts'
import type { Forks } from '../history/Fork.ts'

/** A conversation at one moment. What did not change keeps its identity from state to state. */
export interface ChatState<M extends Message = Message> {
  readonly id: string
  /** What is shown, oldest first. */
  readonly messages: readonly M[]
  /** The ids of `messages`; the same array until one comes, goes or moves. */
  readonly messageIds: readonly string[]
  /** Where each id stands in `messages`; changes only together with `messageIds`. */
  readonly indexById: ReadonlyMap<string, number>
  readonly run: Run
  /** The way to the server. */
  readonly connection: ConnectionState
  /** What the server can do at the moment. */
  readonly service: ServiceState
  /** How long nothing of the running answer has come. */
  readonly patience: Patience
  /** Whether what is said is kept on this device, where it should be (`persist`): else it lasts as long as the page. */
  readonly kept: boolean
  /** What was said before `messages` begin, and is not here. */
  readonly earlier: Earlier
  /** Where the conversation goes on in more than one way. Read with `branchOf`. */
  readonly forks: Forks<M>
  /** Questions that wait: for the running answer to end, or for the server to be reached. In order. */
  readonly queue: readonly QueuedMessage[]
  /** What the model sees of the conversation, by the last word on it; undefined before the first. */
  readonly contextWindow: TrimReport | undefined
  /** News from the route about the running answer, newest last; empty when a run begins. */
  readonly notices: readonly DataChunk[]
}

/** What the chat is doing. */
export type Run =
  | { readonly status: 'idle' }
  /** The question is out; nothing of an answer is here. */
  | { readonly status: 'submitted'; readonly runId: string; readonly startedAt: number }
  | {
      readonly status: 'streaming'
      readonly runId: string
      readonly startedAt: number
      readonly messageId: string
    }
  /** The connection is lost; the answer will be resumed at `retryAt` (ms since the epoch). */
  | {
      readonly status: 'reconnecting'
      readonly runId: string
      readonly startedAt: number
      readonly messageId: string | undefined
      readonly attempt: number
      readonly retryAt: number
    }
  /** Ended badly. What came before is kept; `messageId` names it where there is something. */
  | {
      readonly status: 'failed'
      readonly runId: string
      readonly error: ErrorInfo
      readonly messageId: string | undefined
      /** Whether the server took the question. If not, the next send takes its place. */
      readonly accepted: boolean
      /** Whether the last answer was to go on after a tool call, rather than to be given. */
      readonly goesOn: boolean
    }

/** Whether something was said before what is here. */
export type Earlier =
  /** The beginning is here, or nothing is known of a history. */
  | { readonly status: 'none' }
  /** Something may be: `loadEarlier` brings it. */
  | { readonly status: 'more' }
  | { readonly status: 'loading' }
  /** A page did not come. `loadEarlier` tries again, and nothing else does. */
  | { readonly status: 'failed'; readonly error: ErrorInfo }

export interface QueuedMessage {
  readonly id: string
  readonly message: NewMessage
  /** Its idempotency key, however often it is sent. */
  readonly runId: string
  /** When it was written, in milliseconds since the epoch. */
  readonly createdAt: number
  /** Added to the body of its request. */
  readonly body?: Readonly<Record<string, unknown>>
  /** The server will never take it as it is, for this reason: it waits to be changed, and the others do not wait for it. */
  readonly refused?: ErrorInfo
}

/** A question to send: text, text with files, or parts. A bare string is text. */
export type NewMessage =
  | string
  | {
      readonly text: string
      readonly files?: readonly FilePart[]
      readonly metadata?: unknown
      /** Takes the place of this message of the user's; that one and what followed stay as a branch. */
      readonly messageId?: string
    }
  | {
      readonly parts: readonly Part[]
      readonly metadata?: unknown
      readonly messageId?: string
    }

/** The AI SDK's word for the state of a run. */
export type ChatStatus = 'submitted' | 'streaming' | 'ready' | 'error'

/** The one word that the AI SDK's hook uses. */
export function chatStatusOf(run: Run): ChatStatus {
  switch (run.status) {
    case 'idle':
      return 'ready'
    case 'submitted':
      return 'submitted'
    case 'failed':
      return 'error'
    case 'streaming':
      return 'streaming'
    case 'reconnecting':
      return run.messageId === undefined ? 'submitted' : 'streaming'
  }
}

/** Whether an answer is on its way. */
export function isBusy(run: Run): boolean {
  return run.status !== 'idle' && run.status !== 'failed'
}
