import type { Clock } from './clock/systemClock.ts'
import type { ControlAccess } from './control/handleControl.ts'
import type { Pacing } from './pace/createPace.ts'
import type { RateLimit } from './rate-limit/createRateLimit.ts'
import type { RecordedRequest } from './requests/createRequestLog.ts'

/** How a simulator behaves. Everything has a default. */
export interface SimulatorOptions {
  /** In front of all paths. Default `/v1`. */
  readonly basePath?: string
  /** The only key that is accepted. Default: any, but there has to be one. */
  readonly apiKey?: string
  /** Names of the scripted models. Default `gpt-4o-mini`, `gpt-4o`, `o3`. */
  readonly models?: readonly string[]
  /** Window of all scripted models, in tokens. Default: the published ones, 128,000 for gpt-4o. */
  readonly contextWindow?: number
  /** Folder of recordings, each offered as the model `recording:<name>`. Default none. */
  readonly recordings?: string
  /** How fast answers come. Default: 350 ms to the first token, then one every 15 to 25 ms. */
  readonly pacing?: Pacing
  /** Text for a question; undefined leaves it to the script. */
  readonly answer?: (question: string) => string | undefined
  /** How recordings are cut into writes, as the header `x-simulator-cut` says it. Default `whole`. */
  readonly cut?: string
  /** How much may be asked for. Said in the headers of every answer; more is a 429. Default: no limit. */
  readonly rateLimit?: RateLimit
  /**
   * Who may use the control endpoint: who is on this machine (the default), everybody who reaches it,
   * or nobody, as if it were not there.
   */
  readonly control?: ControlAccess
  /** Seed of the jitter. Default 1. */
  readonly seed?: number
  /** Largest body that is read, in bytes. Default 32 MB; more is answered with 413. */
  readonly maxBodyBytes?: number
  /** How many requests `requests` keeps, the newest ones. Default 200. */
  readonly keepRequests?: number
  /** Called with each request before it is answered. */
  readonly onRequest?: (request: RecordedRequest) => void
  /** Default: the real time. */
  readonly clock?: Clock
  /** Makes the ids of answers, calls and requests, without their prefix. Default: random. */
  readonly newId?: () => string
}
