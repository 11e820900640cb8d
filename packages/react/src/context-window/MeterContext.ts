'use client'

import { type Context, createContext, useContext } from 'react'
import type { ContextShare } from './useContextShare.ts'

/** What a meter shows, and the id of its details. */
export interface ShownMeter {
  readonly share: ContextShare
  readonly detailsId: string
}

export const MeterContext: Context<ShownMeter | undefined> = createContext<ShownMeter | undefined>(
  undefined,
)

/**
 * The meter that the parts below belong to.
 * @throws {Error} outside of `<ContextWindow.Meter>`.
 */
export function useMeterContext(): ShownMeter {
  const shown = useContext(MeterContext)
  if (shown === undefined) throw new Error('This part needs a <ContextWindow.Meter> around it.')
  return shown
}
