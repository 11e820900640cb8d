import type { ErrorInfo } from '@millrace/protocol'
import type { ConnectionState } from '../connection/ConnectionState.ts'
import type { Patience } from '../connection/createPatience.ts'
import type { ServiceState } from '../connection/ServiceState.ts'
import type { ChatState, Run } from './ChatState.ts'
import { type KnownNotice, readNotice } from './readNotice.ts'

/** The one thing that is told of all that may be wrong. Times are milliseconds since the epoch, by this device. */
export type Status =
  /** The server cannot be reached; `queued` questions wait for it. */
  | {
      readonly face: 'offline'
      readonly since: number
      readonly queued: number
      /** Whether it is being tried. */
      readonly trying: boolean
    }
  | { readonly face: 'reconnecting'; readonly attempt: number; readonly retryAt: number }
  /** Nothing is answered until then. */
  | { readonly face: 'limited'; readonly until: number }
  | { readonly face: 'quota'; readonly scope: string | undefined }
  | { readonly face: 'outage'; readonly since: number; readonly retryAt: number | undefined }
  | { readonly face: 'failed'; readonly error: ErrorInfo }
  /** What is said lasts only as long as the page, or the server could not keep it. */
  | { readonly face: 'not-saved'; readonly where: 'here' | 'server' }
  /** It takes longer than usual. */
  | { readonly face: 'slow' }
  /** Another provider answers. */
  | { readonly face: 'failed-over'; readonly provider: string; readonly model: string }
  /** The answer was given before. */
  | { readonly face: 'cached'; readonly createdAt: number }
  /** Questions wait, and nothing runs that they wait for. */
  | { readonly face: 'queued'; readonly queued: number }

/** What else may be told, where nothing is wrong with the ways and the run. */
export interface Circumstances {
  readonly patience: Patience
  /** Questions that wait to be sent. */
  readonly queued: number
  readonly notices: ChatState['notices']
  /** Whether what is said is kept on this device, where it should be. */
  readonly kept: boolean
}

const well: Circumstances = { patience: 'strained', queued: 0, notices: [], kept: true }

/**
 * Picks the one face of a chat; undefined while all is well. What keeps anything from being asked comes first, then what
 * went wrong, then what is good to know.
 */
export function statusOf(
  connection: ConnectionState,
  service: ServiceState,
  run: Run,
  circumstances: Partial<Circumstances> = {},
): Status | undefined {
  const { patience, queued, notices, kept } = { ...well, ...circumstances }
  if (connection.status === 'offline' || connection.status === 'connecting') {
    const trying = connection.status === 'connecting'
    return { face: 'offline', since: connection.since, queued, trying }
  }
  const lost = connection.status === 'reconnecting' ? connection : undefined
  if (lost !== undefined && patience !== 'fresh') {
    return { face: 'reconnecting', attempt: lost.attempt, retryAt: lost.retryAt }
  }
  if (run.status === 'failed' || run.status === 'idle') {
    if (service.status === 'limited') return { face: 'limited', until: service.until }
    if (service.status === 'quota') return { face: 'quota', scope: service.scope }
    if (run.status === 'failed') return { face: 'failed', error: run.error }
    if (service.status === 'outage') {
      return { face: 'outage', since: service.since, retryAt: service.retryAt }
    }
  }
  if (!kept) return { face: 'not-saved', where: 'here' }
  if (patience === 'slow' && run.status !== 'idle') return { face: 'slow' }
  return (
    newsOf(notices) ??
    (queued > 0 && run.status === 'idle' ? { face: 'queued', queued } : undefined)
  )
}

/** The last word of the route about the answer that is good to know. */
function newsOf(notices: ChatState['notices']): Status | undefined {
  let found: Status | undefined
  for (const chunk of notices) found = statusFor(readNotice(chunk)) ?? found
  return found
}

function statusFor(notice: KnownNotice | undefined): Status | undefined {
  switch (notice?.kind) {
    case 'not-saved':
      return { face: 'not-saved', where: 'server' }
    case 'failed-over':
      return { face: 'failed-over', provider: notice.provider, model: notice.model }
    case 'cached':
      return { face: 'cached', createdAt: notice.createdAt }
    default:
      return undefined
  }
}
