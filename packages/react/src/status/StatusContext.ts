'use client'

import type { Status } from '@millrace/core'
import type { Clock } from '@millrace/protocol'
import { type Context, createContext, useContext } from 'react'

/** What the row tells: the one face of the chat. */
export type StatusState = Status

/** What the parts of the row go by. */
export interface ShownStatus {
  readonly status: StatusState
  /** The clock of the chat: what `status` says of times is by it. */
  readonly clock: Clock
  /** Takes the row away until there is something else to tell. */
  readonly dismiss: () => void
}

export const StatusContext: Context<ShownStatus | undefined> = createContext<
  ShownStatus | undefined
>(undefined)

/** @throws {Error} outside of `<Status.Root>`. */
export function useStatusContext(): ShownStatus {
  const shown = useContext(StatusContext)
  if (shown === undefined) throw new Error('This part needs a <Status.Root> around it.')
  return shown
}
