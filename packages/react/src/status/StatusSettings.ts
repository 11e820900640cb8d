'use client'

import { type Context, createContext } from 'react'

/** What the application adds to what is told. */
export interface StatusSettings {
  /** The page that says how the service is. Only `http` and `https`. */
  readonly statusUrl: string | undefined
  /** Hands the conversation over as a file, where it cannot be kept. */
  readonly onExport: (() => void) | undefined
}

export const StatusSettingsContext: Context<StatusSettings> = createContext<StatusSettings>({
  statusUrl: undefined,
  onExport: undefined,
})
