import { cannedReasonFor, type ErrorInfo } from '@millrace/protocol'

/**
 * What the server can do at the moment, as its last answers said: apart from the way to it, so that going offline keeps a
 * countdown. Times are milliseconds since the epoch, by this device.
 */
export type ServiceState =
  | { readonly status: 'ok' }
  /** No model answers. */
  | { readonly status: 'outage'; readonly since: number; readonly retryAt: number | undefined }
  /** Too much was asked; until then nothing more is answered. It is `ok` again by itself. */
  | { readonly status: 'limited'; readonly until: number }
  /** The budget is used up. */
  | { readonly status: 'quota'; readonly scope: string | undefined }

/** How a question was met. */
export type Met =
  | { readonly how: 'answered' }
  | { readonly how: 'failed'; readonly error: ErrorInfo }
  /** With an automatic reply, for this reason. */
  | {
      readonly how: 'canned'
      readonly reason: string
      readonly until: number | undefined
      readonly scope?: string | undefined
    }

const ok: ServiceState = { status: 'ok' }

/** What the service is by what came last. The same object where nothing changed. */
export function serviceAfter(service: ServiceState, met: Met, now: number): ServiceState {
  if (met.how === 'answered') return service.status === 'ok' ? service : ok
  const retryAt =
    met.how === 'canned'
      ? met.until
      : met.error.retryAfterMs === undefined
        ? undefined
        : now + met.error.retryAfterMs
  switch (met.how === 'canned' ? met.reason : reasonFor(met.error)) {
    case 'outage': {
      const since = service.status === 'outage' ? service.since : now
      return { status: 'outage', since, retryAt }
    }
    case 'rate-limit':
      // Without a time there is nothing to count down: it is one failure.
      return retryAt === undefined || retryAt <= now ? ok : { status: 'limited', until: retryAt }
    case 'budget':
      return { status: 'quota', scope: met.how === 'canned' ? met.scope : undefined }
    default:
      return service
  }
}

function reasonFor(error: ErrorInfo): string | undefined {
  // That the server was not reached says nothing of what it can do.
  return error.code === 'network' ? undefined : cannedReasonFor(error.code)
}
