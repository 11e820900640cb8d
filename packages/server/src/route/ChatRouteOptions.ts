import type { CannedReplies, ChatError, Clock, Message, NewId } from '@millrace/protocol'
import type { Identify } from '../access/ownerOf.ts'
import type { ResilienceOptions } from '../policy/resilient.ts'
import type { Provider } from '../provider/Provider.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import type { WindowOptions } from '../window/fitWindow.ts'
import type { Logger } from './Logger.ts'

export interface ChatRouteOptions
  extends
    WindowOptions,
    Pick<ResilienceOptions, 'retry' | 'breaker' | 'throttle' | 'timeouts' | 'restart'> {
  /** Who answers: the first; the next one where it fails before a word. */
  readonly providers: readonly [Provider, ...Provider[]]
  /** Goes before every conversation. The client cannot set one. */
  readonly system?: string
  /** The most that one answer may be long, in tokens. Default 1024. */
  readonly maxOutputTokens?: number
  /** Who asks. Required in production; without it everybody shares one identity. */
  readonly identify?: Identify
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

/** What a provider would not answer. */
export interface Rejection {
  readonly chatId: string
  readonly provider: string
  readonly model: string
  readonly messages: readonly Message[]
  readonly error: ChatError
}

export interface RouteLimits {
  /** A whole request. Default 1,048,576. */
  readonly bodyBytes: number
  /** One message, files aside. Default 262,144. */
  readonly messageBytes: number
  /** Messages in a request. Default 5,000. */
  readonly messages: number
}

export interface HandleOptions {
  /** Where the platform ends a process with its response: keeps it for the answer (`ctx.waitUntil`). */
  readonly waitUntil?: (work: Promise<unknown>) => void
}

export type Handle = (request: Request, options?: HandleOptions) => Promise<Response>

/** A function from request to response, and the same by method for routers that want it so. */
export interface ChatRoute extends Handle {
  readonly GET: Handle
  readonly POST: Handle
  readonly DELETE: Handle
  readonly OPTIONS: Handle
  /**
   * Takes no new questions (503 with `Retry-After`), lets the running answers finish, and after
   * `timeoutMs` (default 10,000) stops what is left.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}
