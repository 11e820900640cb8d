import type { AnswerFunction } from '../chat-completions/composeReply.ts'
import type { Clock } from '../clock/systemClock.ts'
import type { Models } from '../models/createModels.ts'
import type { Pacing } from '../pace/createPace.ts'
import type { RateLimiter } from '../rate-limit/createRateLimit.ts'
import type { RequestCounter } from '../requests/createRequestCounter.ts'
import type { FaultState } from '../state/createFaultState.ts'
import type { Cut } from '../stream/cutFrames.ts'

/** What it takes to answer. */
export interface Service {
  readonly models: Models
  readonly faultState: FaultState
  readonly requestCounter: RequestCounter
  readonly rateLimiter: RateLimiter
  /** The only key that is right; undefined: any. */
  readonly apiKey: string | undefined
  readonly pacing: Pacing
  /** For recordings when the request names no other. */
  readonly recordingCut: Cut
  readonly seed: number
  readonly clock: Clock
  readonly newId: () => string
  readonly answer: AnswerFunction
}
