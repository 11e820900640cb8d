import type { Exchange } from '../api/Exchange.ts'
import type { Service } from '../api/Service.ts'
import type { Clock } from '../clock/systemClock.ts'
import { rateLimitHeaders } from './rateLimitHeaders.ts'
import { standingOf, type Standings, usualLimits } from './Standing.ts'

/** Says in the headers how the limits stand that a fault pretends, if one does. */
export function announceLimits(
  exchange: Pick<Exchange, 'faults' | 'shape' | 'response'>,
  clock: Clock,
): void {
  const { remaining } = exchange.faults
  if (remaining === undefined) return
  const { requests, tokens = usualLimits.tokens } = remaining
  const standings = {
    requests: standingOf(Math.max(usualLimits.requests, requests), requests),
    tokens: standingOf(Math.max(usualLimits.tokens, tokens), tokens),
  }
  setHeaders(exchange, standings, clock.now())
}

/**
 * Takes a request from the limits that there really are, and says in the headers how they stand then.
 * A fault that pretends others has the last word.
 * @throws {ApiError} 429 if too little is left.
 */
export function takeFromLimits(
  exchange: Exchange,
  { rateLimiter, clock }: Pick<Service, 'rateLimiter' | 'clock'>,
): void {
  const now = clock.now()
  try {
    rateLimiter.take(exchange.model, tokensAsked(exchange), now)
  } finally {
    if (!exchange.faults.remaining) setHeaders(exchange, rateLimiter.standings(now), now)
  }
}

/** As a provider estimates it before it has counted: the prompt by its size, and the most it may answer. */
function tokensAsked({ body, fields }: Exchange): number {
  const most = fields.max_completion_tokens ?? fields.max_tokens ?? fields.max_output_tokens
  const reserved = typeof most === 'number' && most > 0 ? Math.ceil(most) : 0
  return Math.ceil(Buffer.byteLength(body) / 4) + reserved
}

function setHeaders(
  { response, shape }: Pick<Exchange, 'response' | 'shape'>,
  standings: Standings,
  now: number,
): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(standings, shape, now))) {
    response.setHeader(name, value)
  }
}
