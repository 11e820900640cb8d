import { ApiError } from '../errors/ApiError.ts'
import { minuteMs, msUntil, standingOf, type Standings } from './Standing.ts'

/** How much a client may ask for. */
export interface RateLimit {
  /** Default: as many as come. */
  readonly requestsPerMinute?: number
  /** Of prompts, a token for four bytes, and what `max_tokens` reserves. Default: as many as come. */
  readonly tokensPerMinute?: number
}

/** Keeps limits. */
export interface RateLimiter {
  /** How the limits stand at `now` (ms). */
  readonly standings: (now: number) => Standings
  /**
   * Takes one request of so many tokens, at `now` (ms). What is refused costs nothing.
   * @throws {ApiError} 429 `rate_limit_exceeded` with `retry-after`, if too little is left.
   */
  readonly take: (model: string, tokens: number, now: number) => void
  /** Gives back all that was taken. */
  readonly refill: () => void
}

/** What is left of a limit: it comes back evenly, all of it in a minute. */
interface Bucket {
  readonly limit: number
  readonly left: number
  readonly at: number
}

/**
 * Makes a limiter whose limits nobody has used yet.
 * @throws {RangeError} if a limit is no whole number of at least 1.
 */
export function createRateLimit(limits: RateLimit): RateLimiter {
  let requests = fullBucket('requestsPerMinute', limits.requestsPerMinute)
  let tokens = fullBucket('tokensPerMinute', limits.tokensPerMinute)
  return {
    standings: (now) => ({
      requests: requests && standingOf(requests.limit, filled(requests, now).left),
      tokens: tokens && standingOf(tokens.limit, filled(tokens, now).left),
    }),
    take(model, tokensAsked, now) {
      const nextRequests = requests && filled(requests, now)
      const nextTokens = tokens && filled(tokens, now)
      if (nextRequests && nextRequests.left < 1) {
        throw tooMany(model, 'requests per min (RPM)', 'requests', nextRequests, 1)
      }
      if (nextTokens && nextTokens.left < tokensAsked) {
        throw tooMany(model, 'tokens per min (TPM)', 'tokens', nextTokens, tokensAsked)
      }
      requests = nextRequests && { ...nextRequests, left: nextRequests.left - 1 }
      tokens = nextTokens && { ...nextTokens, left: nextTokens.left - tokensAsked }
    },
    refill() {
      requests = requests && { ...requests, left: requests.limit }
      tokens = tokens && { ...tokens, left: tokens.limit }
    },
  }
}

function fullBucket(name: string, limit: number | undefined): Bucket | undefined {
  if (limit === undefined) return undefined
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError(`rateLimit.${name} has to be a whole number of at least 1, not ${limit}.`)
  }
  return { limit, left: limit, at: 0 }
}

function filled({ limit, left, at }: Bucket, now: number): Bucket {
  return { limit, left: Math.min(limit, left + ((now - at) * limit) / minuteMs), at: now }
}

function tooMany(
  model: string,
  limitName: string,
  type: string,
  { limit, left }: Bucket,
  asked: number,
): ApiError {
  const waitMs = msUntil(Math.min(asked, limit), left, limit)
  return new ApiError(
    429,
    `Rate limit reached for ${model} on ${limitName}: Limit ${limit}, Used ${Math.ceil(limit - left)}, Requested ${asked}. Please try again in ${waitMs / 1000}s.`,
    {
      type,
      code: 'rate_limit_exceeded',
      headers: {
        'retry-after': String(Math.ceil(waitMs / 1000)),
        'retry-after-ms': String(waitMs),
      },
    },
  )
}
