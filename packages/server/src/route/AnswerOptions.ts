import type {
  CannedReplies,
  ChatError,
  Clock,
  ErrorInfo,
  Facts,
  Message,
  Usage,
} from '@millrace/protocol'
import type { AnswerKeeper } from '../history/AnswerKeeper.ts'
import type { AnswerLog } from '../log/createAnswerLog.ts'
import type { Provider } from '../provider/Provider.ts'
import type { Passage } from '../retrieval/Retrieve.ts'
import type { StopWish } from '../store/RunStore.ts'
import type { Calls } from '../tools/createCalls.ts'
import type { Settled } from '../tools/settleCalls.ts'
import type { AnsweredBy } from './AnsweredBy.ts'
import type { Asked, Asking, Conversation } from './createAsking.ts'

export interface AnswerOptions {
  /** Where it is written. Default: a log of this process. */
  readonly log?: AnswerLog | undefined
  readonly provider: Provider
  readonly conversation: Conversation
  readonly asking: Asking
  /** The first prompt, where it was made before the stream began. Else it is made once tools have run. */
  readonly asked: Asked | undefined
  readonly messageId: string
  /** The message as it was before, where the answer goes on in one. */
  readonly before: Before | undefined
  /** The message that is answered. */
  readonly parentId: string | undefined
  readonly clock: Clock
  /** Whether it was stopped before it began: then nobody is asked. */
  readonly stopped?: boolean
  /** What is said where nobody answers; undefined where the error is to be shown. */
  readonly replies?: CannedReplies | undefined
  /** Looks at the question before anybody is asked. Resolves to why it is not answered; never rejects. */
  readonly guard?: (() => Promise<ChatError | undefined>) | undefined
  /** Looks for what helps with the question, before a model has its turn. */
  readonly retrieval?: Retrieval | undefined
  readonly tools?: AnswerTools | undefined
  /** What is known by now of an answer that came from a cache. */
  readonly cached?: (() => Facts['cached']) | undefined
  /** Resolves when all that was used is paid for. Never rejects. */
  readonly paid?: (() => Promise<unknown>) | undefined
  /** Keeps the answer while it is written and after. */
  readonly keeper?: AnswerKeeper | undefined
  /** What a client may know of a failure. */
  readonly infoOf: (error: ChatError) => ErrorInfo
  /** A failure with all that is known of it, for the log. */
  readonly onError: (error: ChatError, by: AnsweredBy) => void
}

/** A message that goes on. */
export interface Before {
  readonly message: Message
  /** How many parts it has for the one who reads it. */
  readonly parts: number
}

/** The tools of an answer, and what its user has decided of calls before. */
export interface AnswerTools extends Pick<Settled, 'approved' | 'declined' | 'unproven'> {
  readonly calls: Calls
  /** How often the model is asked at most. */
  readonly maxSteps: number
}

/** The search of an answer. */
export interface Retrieval {
  /** Resolves to why the question is not answered, where the search failed; never rejects. */
  readonly search: (signal: AbortSignal) => Promise<readonly Passage[] | ChatError>
  readonly maxTokens: number
}

/** Why an answer is to end before its time. */
export type StopReason = StopWish | 'interrupted'

/** What is known of an answer while it is produced and after. It holds on to nothing of the question. */
export interface Progress {
  stopped: StopReason | undefined
  ending: boolean
  facts: Facts
  used: Usage | undefined
}
