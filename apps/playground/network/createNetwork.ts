import { type Clock, wait } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { carryAnswer } from './carryAnswer.ts'
import type { Faults } from './disturb.ts'
import type { NetworkReport } from './NetworkReport.ts'

/** How the network is. */
export interface Conditions extends Faults {
  readonly offline: boolean
  /** How late a request or an event may come, in milliseconds: each by another amount, events never out of turn. */
  readonly delayMs: number
  /** The same seed brings the same faults on the first connection, on the second, and so on. */
  readonly seed: number
}

export interface NetworkOptions {
  /** Who is at the other end. */
  readonly server: (request: Request) => Promise<Response>
  readonly clock: Clock
  readonly conditions: Conditions
  /** Everything that happens, in order. */
  readonly onReport: (report: NetworkReport) => void
}

/** A network inside of the page: nothing ever leaves it. */
export interface Network {
  /** As the browser's own. */
  readonly fetch: typeof globalThis.fetch
  /** Other conditions, from the next event on. Going offline breaks what is open. */
  change(conditions: Conditions): void
  /** Forgets how many connections there were: what happened to the first happens to the next. */
  rewind(): void
  /** Calls back when the network is there again, as the browser's `online` event does. */
  onWake(listener: () => void): () => void
}

/** Where the server is said to be. No such host exists, and none is asked. */
const origin = 'http://server.invalid'

/** Carries requests to a server in the page and its answers back, as badly as it is told to. */
export function createNetwork({ server, clock, onReport, ...options }: NetworkOptions): Network {
  let { conditions } = options
  let connections = 0
  const open = new Set<AbortController>()
  const listeners = new Set<() => void>()

  async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const asked = input instanceof Request ? input : new URL(input, origin)
    const line = new AbortController()
    const given = new Request(asked, init)
    const request = new Request(given, { signal: AbortSignal.any([given.signal, line.signal]) })
    onReport(reportOf(request))
    if (conditions.offline) throw unreachable(onReport)
    open.add(line)
    try {
      const { seed } = conditions
      // What happens to events does not depend on how late they are.
      const lateness = seededRandom(seed ^ (connections + 1))
      const lateMs = lateness() * conditions.delayMs
      if (lateMs > 0) await wait(clock, lateMs, request.signal)
      const response = await server(request)
      request.signal.throwIfAborted()
      if (response.status !== 200) onReport({ kind: 'response', status: response.status })
      if (!isStream(response)) return response
      return carryAnswer(response, {
        clock,
        lateness,
        random: seededRandom(Math.imul(seed, 7919) + connections++),
        conditions: () => conditions,
        left: given.signal,
        lost: line.signal,
        onReport,
        onEnd: () => void open.delete(line),
      })
    } catch (thrown) {
      open.delete(line)
      throw line.signal.aborted && !given.signal.aborted ? unreachable(onReport) : thrown
    }
  }

  return {
    fetch,
    change(next) {
      const before = conditions
      conditions = next
      if (next.offline && !before.offline) {
        for (const line of open) line.abort(new TypeError('network error'))
        open.clear()
      }
      if (before.offline && !next.offline) for (const listener of listeners) listener()
    },
    rewind() {
      connections = 0
    },
    onWake(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** As browsers say it, whatever the reason. */
function unreachable(onReport: NetworkOptions['onReport']): TypeError {
  onReport({ kind: 'unreachable' })
  return new TypeError('Failed to fetch')
}

function reportOf({ method, headers }: Request): NetworkReport {
  if (method === 'POST') return { kind: 'request', what: 'question' }
  if (method === 'DELETE') return { kind: 'request', what: 'stop' }
  return { kind: 'request', what: 'resume', after: Number(headers.get('last-event-id') ?? -1) }
}
