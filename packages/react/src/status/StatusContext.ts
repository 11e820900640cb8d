'use client'

import type { ErrorInfo } from '@millrace/protocol'
import { type Context, createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'

/** What the row tells. */
export type StatusState =
  | { readonly face: 'failed'; readonly error: ErrorInfo }
  | { readonly face: 'reconnecting' }

export const StatusContext: Context<StatusState | undefined> = createContext<
  StatusState | undefined
>(undefined)

/** @throws {Error} outside of `<Status.Root>`. */
export function useStatus(): StatusState {
  const status = useContext(StatusContext)
  if (status === undefined) throw new Error('This part needs a <Status.Root> around it.')
  return status
}

const reconnecting: StatusState = { face: 'reconnecting' }

/** What is wrong with the chat; undefined while all is well. Renders again only when that changes. */
export function useShownStatus(): StatusState | undefined {
  // The run of an answer that comes along well is another one with every token.
  const error = useStore(useChatContext(), ({ run }) =>
    run.status === 'failed' ? run.error : undefined,
  )
  const isReconnecting = useStore(useChatContext(), ({ run }) => run.status === 'reconnecting')
  if (error !== undefined) return { face: 'failed', error }
  return isReconnecting ? reconnecting : undefined
}
