'use client'

import type { ConnectionState, ServiceState } from '@millrace/core'
import { useStore } from 'zustand'
import { useChatContext } from './ChatContext.ts'

/** The way to the server, as the last requests found it. */
export function useConnection(): ConnectionState {
  return useStore(useChatContext(), (state) => state.connection)
}

/** What the server can do at the moment, as its last answers said. */
export function useService(): ServiceState {
  return useStore(useChatContext(), (state) => state.service)
}

/** Whether nothing is answered for now because too much was asked. Renders again only when that changes. */
export function useIsLimited(): boolean {
  return useStore(useChatContext(), ({ service }) => service.status === 'limited')
}
