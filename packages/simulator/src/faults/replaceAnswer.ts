import type { Exchange } from '../api/Exchange.ts'
import type { Clock } from '../clock/systemClock.ts'
import type { Failure } from '../errors/Failure.ts'
import { failureOfStatus } from '../errors/failures.ts'
import type { WholeResponse } from '../http/sendBody.ts'
import { whenAborted } from '../http/whenAborted.ts'
import { rateLimitHeaders } from '../rate-limit/rateLimitHeaders.ts'
import { usualLimits } from '../rate-limit/Standing.ts'
import { failureOf, failureResponse } from '../shapes/shapes.ts'
import { sendWhole } from '../stream/sendWhole.ts'
import type { Instead } from './Faults.ts'
import { holdHeaders } from './holdHeaders.ts'
import { pages } from './pages.ts'

/** What a rate limit of no other length asks for. */
const usualRetryAfterSeconds = 2

type Replaced = Pick<Exchange, 'faults' | 'shape' | 'requestId' | 'response' | 'signal'>

/**
 * Does what the faults want instead of an answer, on any path.
 * @returns Whether there was something; if not, nothing has happened yet.
 */
export async function replaceAnswer(exchange: Replaced, clock: Clock): Promise<boolean> {
  const { faults, response, signal } = exchange
  const { instead } = faults
  if (instead === undefined) return false
  if (instead.type === 'reset' || instead.type === 'silence') {
    await holdHeaders(faults, clock, signal)
    if (instead.type === 'reset') response.socket?.resetAndDestroy()
    else await whenAborted(signal)
    return true
  }
  const whole = instead.type === 'page' ? pages[instead.name] : refusal(instead, exchange, clock)
  await sendWhole({ ...exchange, cut: undefined }, whole, clock)
  return true
}

type Refusal = Extract<Instead, { readonly type: 'failure' | 'error-200' }>

function refusal(instead: Refusal, { shape, requestId }: Replaced, clock: Clock): WholeResponse {
  if (instead.type === 'error-200') {
    return failureResponse({ ...failureOf('500', shape), status: 200 }, shape, requestId)
  }
  const { failure: what, retryAfterSeconds } = instead
  const isRateLimit = what === '429'
  const seconds = retryAfterSeconds ?? (isRateLimit ? usualRetryAfterSeconds : undefined)
  const failure: Failure = {
    ...(typeof what === 'number' ? failureOfStatus(what) : failureOf(what, shape)),
    headers: {
      ...(seconds !== undefined && { 'retry-after': String(seconds) }),
      ...(isRateLimit && seconds !== undefined && usedUpHeaders(seconds, shape, clock)),
    },
  }
  return failureResponse(failure, shape, requestId)
}

function usedUpHeaders(
  seconds: number,
  shape: Exchange['shape'],
  clock: Clock,
): Readonly<Record<string, string>> {
  const requests = { limit: usualLimits.requests, remaining: 0, resetMs: seconds * 1000 }
  return rateLimitHeaders({ requests }, shape, clock.now())
}
