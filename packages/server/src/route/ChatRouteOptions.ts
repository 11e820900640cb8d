import type { CannedReplies, ChatError, Clock, Message, NewId } from '@millrace/protocol'
import type { Identify, Identity } from '../access/identityOf.ts'
import type { BudgetOptions } from '../budget/Budget.ts'
import type { BudgetAlert } from '../budget/budgetAlert.ts'
import type { CacheOptions } from '../cache/CacheOptions.ts'
import type { History } from '../history/History.ts'
import type { ResilienceOptions } from '../policy/resilient.ts'
import type { Provider } from '../provider/Provider.ts'
import type { Retrieve } from '../retrieval/Retrieve.ts'
import type { Store } from '../store/Store.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import type { Tools } from '../tools/Tool.ts'
import type { WindowOptions } from '../window/fitWindow.ts'
import type { RequestLimits } from '../limits/limits.ts'
import type { SelectModel } from './createModels.ts'
import type { Logger } from './Logger.ts'

export interface ChatRouteOptions
  extends
    WindowOptions,
    Pick<ResilienceOptions, 'retry' | 'breaker' | 'throttle' | 'timeouts' | 'restart'> {
  /**
   * The models that a client may choose, by names of your own: each a list of who answers, the next one where the one
   * before it fails before a word. A client chooses by `model` in the body; else `selectModel` does, else the first
   * answers.
   */
  readonly models?: Readonly<Record<string, readonly [Provider, ...Provider[]]>>
  /** Short for one model: there is nothing to choose then. */
  readonly providers?: readonly [Provider, ...Provider[]]
  /** Has the last word on who answers: gives one of the names of `models`. */
  readonly selectModel?: SelectModel
  /** Goes before every conversation. The client cannot set one. */
  readonly system?: string
  /** The most that one answer may be long, in tokens. Default 1024. */
  readonly maxOutputTokens?: number
  /**
   * What the model may call. Those with `execute` run here, side by side, and the model has its turn again with what
   * they gave; what needs approval stops the answer until its user has decided.
   */
  readonly tools?: Tools
  /** How often the model has its turn in one answer, at most. Default 5. */
  readonly maxSteps?: number
  /** How long a tool may take, in milliseconds. Default 120,000. */
  readonly toolTimeoutMs?: number
  /**
   * What several nodes remember together: `redisStore(client)`. Default `memoryStore()`: each process has its own, and an
   * answer can be resumed and stopped only where it runs.
   */
  readonly store?: Store
  /** Whether whole answers are kept, and given again to the same question of the same user. Default: they are not. */
  readonly cache?: CacheOptions
  /**
   * What may be spent, per user, tenant, feature and in total, per day and month (UTC). The most that a turn may cost is
   * held before it is asked for. Default: no limits; what is used is counted all the same.
   */
  readonly budget?: BudgetOptions
  /** Where conversations are kept. Without it the client brings the whole conversation with each question. */
  readonly history?: History
  /**
   * Signs what a client has to bring back, where there is no `history`: approvals, and the outputs of tools that run
   * here. 16 characters or more, the same on all nodes and after a restart. Of several the first signs and all are
   * believed. Required in production with such tools.
   */
  readonly secret?: string | readonly [string, ...string[]]
  /**
   * Looks at a conversation before a model does: `false`, or a text that says why, refuses it. The text goes into the
   * log and to `onRejected`; the user is told what a provider's refusal would tell. Where it throws, nobody is asked.
   */
  readonly guard?: Guard
  /**
   * Looks for what helps with a question before a model has its turn: in your documents, your database. The model reads
   * it as quoted material (`system` says so by itself), the reader is told where it stands. Where it throws, or takes
   * over 30 seconds, nobody is asked and the answer fails: an answer that rests on nothing would look like the others.
   * To be answered all the same, catch it and give `[]`.
   */
  readonly retrieve?: Retrieve
  /** How much of what was found goes to the model, in tokens: the first passages, whole ones. Default 4,000. */
  readonly maxRetrievedTokens?: number
  /** Who asks. Required in production; without it everybody shares one identity. */
  readonly identify?: Identify
  /** Whether this request comes from somebody who runs the route: sees details of its health. Default: nobody. */
  readonly admin?: (request: Request) => boolean | Promise<boolean>
  /**
   * Pages of which other origins may ask and read the answers, cookies included: `https://app.example`. Default none:
   * pages of the route's own origin need no leave.
   */
  readonly origins?: readonly string[]
  /** `always`: answers to clients without an `Idempotency-Key` outlive their connection too. */
  readonly resumable?: 'always'
  /** How long an answer without readers goes on, in milliseconds. Default 60,000. */
  readonly detachMs?: number
  /** How long an answer can be read after its end, in milliseconds. Default 600,000. */
  readonly keepMs?: number
  /** How long a connection may be silent before a comment goes out, in milliseconds. Default 15,000. */
  readonly heartbeatMs?: number
  /**
   * What is said where no provider answers: texts by reason, in place of ours. `false`: errors are shown as such.
   */
  readonly canned?: Partial<CannedReplies> | false
  /** A provider refused a question for its content: all of it, for whoever has to look into it. */
  readonly onRejected?: (rejection: Rejection) => void
  /** Something needs somebody. Told once until it is well again. */
  readonly onAlert?: (alert: Alert) => void | Promise<void>
  /** Texts that must never reach a log: keys of your own making. Those of our providers are known. */
  readonly secrets?: readonly string[]
  readonly limits?: Partial<RouteLimits>
  /** Default: warnings and errors as JSON lines on the console. */
  readonly logger?: Logger
  /** A meter and a tracer, as OpenTelemetry has them. */
  readonly telemetry?: Telemetry
  readonly clock?: Clock
  readonly newId?: NewId
}

/** Whether a conversation may be put to a model. */
export type Guard = (
  messages: readonly Message[],
  who: Identity,
) => boolean | string | void | Promise<boolean | string | void>

/** Something that somebody should look at soon. */
export type Alert =
  | {
      /** What is said cannot be kept. */
      readonly kind: 'history'
      readonly message: string
      readonly chatId: string
    }
  | BudgetAlert

/** What a provider, or `guard`, would not answer. */
export interface Rejection {
  readonly chatId: string
  readonly provider: string
  readonly model: string
  readonly messages: readonly Message[]
  readonly error: ChatError
}

export interface RouteLimits extends RequestLimits {
  /** A whole request. Default 1,048,576. */
  readonly bodyBytes: number
  /** One message, files aside. Default 262,144. */
  readonly messageBytes: number
  /** Messages in a request. Default 5,000. */
  readonly messages: number
  /** The output of a tool, as JSON. Default 131,072. */
  readonly toolOutputBytes: number
  /** Files in messages, as `data:` URLs, all of a request together. Default: none beside `bodyBytes`. */
  readonly attachments: { readonly totalBytes: number } | undefined
}

export interface HandleOptions {
  /** Where the platform ends a process with its response: keeps it for the answer (`ctx.waitUntil`). */
  readonly waitUntil?: (work: Promise<unknown>) => void
}

export type Handle = (request: Request, options?: HandleOptions) => Promise<Response>

/** What a router hands on beside the request: Next.js its `params`, which are not looked at. */
export interface RouterContext extends HandleOptions {
  readonly params?: unknown
}

export type MethodHandle = (request: Request, context?: RouterContext) => Promise<Response>

/** A function from request to response, and the same by method for routers that want it so. */
export interface ChatRoute extends Handle {
  readonly GET: MethodHandle
  readonly POST: MethodHandle
  readonly PATCH: MethodHandle
  readonly DELETE: MethodHandle
  readonly OPTIONS: MethodHandle
  /**
   * Ends all running answers and refuses new ones with 503, here at once and on all nodes of the store within a second,
   * until `startAgain`. With Redis it holds over restarts; `memoryStore` forgets it with its process.
   * @param reason - For whoever runs the route, not for users.
   * @throws {ChatError} `unavailable` when other nodes could not be told yet.
   */
  stopAll(reason: string): Promise<void>
  /** @throws {ChatError} as `stopAll`. */
  startAgain(): Promise<void>
  /**
   * Takes no new questions (503 with `Retry-After`), lets the running answers finish, and after
   * `timeoutMs` (default 10,000) stops what is left.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}
