'use client'

import { type ChatState, type Status, statusOf } from '@millrace/core'
import { type Derived, useDerived } from '../chat/useDerived.ts'

/**
 * The one thing that is told of a chat: that it is offline, limited, that the last answer failed. Undefined while all is
 * well. Renders again only when that changes.
 */
export function useStatus(): Status | undefined {
  return useDerived(derive)
}

function derive(state: ChatState): Derived<Status | undefined> {
  return { value: faceOf(state) }
}

/** The face of a chat in this state. */
export function faceOf({
  connection,
  service,
  run,
  patience,
  queue,
  notices,
  kept,
}: ChatState): Status | undefined {
  // What is refused waits for its writer, not for the server.
  const queued = queue.filter(({ refused }) => refused === undefined).length
  return statusOf(connection, service, run, { patience, queued, notices, kept })
}
