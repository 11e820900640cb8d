import type { NetworkReport } from '../network/NetworkReport.ts'
import type { Made } from './createReception.ts'
import type { Said } from './describe.ts'

/** One line of the live view. */
export type LiveEntry = LiveEvent | LiveNote

/** An event of an answer. */
export interface LiveEvent {
  readonly kind: 'event'
  readonly id: number
  readonly event: Extract<NetworkReport, { readonly kind: 'event' }>
  /** What the client made of it; undefined while it has not read it, and for what never arrived. */
  readonly made: Made | { readonly kind: 'unread' } | undefined
}

/** What happened between events. */
export interface LiveNote extends Said {
  readonly kind: 'note'
  readonly id: number
}
