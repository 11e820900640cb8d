import {
  ChatError,
  type Clock,
  fullJitterMs,
  type Random,
  systemClock,
  wait,
} from '@millrace/protocol'
import { within } from '../waiting/within.ts'

export interface WebhookAlertsOptions {
  /** `https:`, or `http:` on this machine. What it says may be secret: it goes into no message. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** An alert did not arrive, for good. For the log. */
  readonly onFailure?: (error: ChatError) => void
  readonly fetch?: typeof globalThis.fetch
  readonly clock?: Clock
  readonly random?: Random
}

/** Something that somebody should look at: `message` says it for people. */
export interface SentAlert {
  readonly kind: string
  readonly message: string
}

const tries = 4
const tryMs = 5000
const backoff = { baseMs: 1000, capMs: 30_000 }
/** Beyond, they are dropped: whoever cannot be reached is told enough by the first of them. */
const mostAtOnce = 100

/**
 * For `onAlert`: posts each alert as JSON, with its sentence as `text` too, as chat webhooks want it. Tries four times,
 * five seconds each, with random waits between. Redirects are not followed.
 * @returns Resolves when the alert has arrived or was given up; never rejects.
 * @throws {TypeError} for a URL that would carry alerts in the open.
 */
export function webhookAlerts(options: WebhookAlertsOptions): (alert: SentAlert) => Promise<void> {
  const { url, headers, onFailure, clock = systemClock, random = Math.random } = options
  const { fetch = globalThis.fetch } = options
  checkUrl(url)
  let running = 0

  function failed(error: ChatError): void {
    try {
      onFailure?.(error)
    } catch {
      // Whoever is told of failures has failed: there is nobody left to tell.
    }
  }

  async function post(body: string): Promise<void> {
    const controller = new AbortController()
    try {
      const answering = fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal: controller.signal,
      })
      const response = await within(clock, tryMs, answering, 'The webhook')
      void response.body?.cancel().catch(() => undefined)
      if (!response.ok) throw refused(response.status)
    } catch (thrown) {
      controller.abort()
      if (thrown instanceof ChatError) throw thrown
      throw new ChatError('network', 'The webhook cannot be reached.', {
        retryable: true,
        cause: thrown,
      })
    }
  }

  async function postOften(body: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await post(body)
      } catch (thrown) {
        const error = thrown as ChatError
        const isWorthIt = error.retryable || error.code === 'timeout'
        if (!isWorthIt || attempt === tries) return failed(error)
        await wait(clock, fullJitterMs(attempt, backoff, random))
      }
    }
  }

  return async (alert) => {
    if (running >= mostAtOnce) {
      failed(new ChatError('overloaded', 'Too many alerts wait for the webhook.'))
      return
    }
    running++
    try {
      const sentAt = new Date(clock.now()).toISOString()
      await postOften(JSON.stringify({ ...alert, text: alert.message, sentAt }))
    } catch (thrown) {
      failed(new ChatError('unknown', 'The alert cannot be sent.', { cause: thrown }))
    } finally {
      running--
    }
  }
}

function checkUrl(url: string): void {
  const { protocol, hostname, username, password } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', hostname: '', username: '', password: '' }
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) {
    throw new TypeError('webhookAlerts needs a url with https:, or with http: on this machine.')
  }
  if (username !== '' || password !== '') {
    throw new TypeError('webhookAlerts takes names and passwords in headers, not in its url.')
  }
}

/** A redirect has the status 0 in browsers. */
function refused(status: number): ChatError {
  const retryable = status === 408 || status === 429 || status >= 500
  return new ChatError('network', `The webhook answered with status ${status}.`, {
    retryable,
    status,
  })
}
