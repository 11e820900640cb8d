import type { ErrorInfo, Part } from '@millrace/protocol'

/** A question that waits to be sent. */
export interface OutboxEntry {
  /** The id that its message gets. */
  readonly id: string
  /** Its idempotency key: the same however often it is sent. */
  readonly runId: string
  readonly message: { readonly parts: readonly Part[]; readonly metadata?: unknown }
  /** Added to the body of its request: the model that was chosen, say. */
  readonly body?: Readonly<Record<string, unknown>>
  /** When it was written, in milliseconds since the epoch. */
  readonly createdAt: number
  /** Why the server does not take it, ever: whoever wrote it has to change it. */
  readonly refused?: ErrorInfo
}
