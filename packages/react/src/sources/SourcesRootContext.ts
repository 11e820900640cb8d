'use client'

import { type Context, createContext, useContext } from 'react'
import type { Disclosure } from '../disclosure/DisclosureContext.ts'
import type { SourcePart } from './numberSources.ts'

/** What a list of sources shows, and whether it is open. */
export interface ShownSources {
  readonly sources: readonly SourcePart[]
  readonly disclosure: Disclosure
}

export const SourcesRootContext: Context<ShownSources | undefined> = createContext<
  ShownSources | undefined
>(undefined)

/**
 * The sources that the parts below belong to.
 * @throws {Error} outside of `<Sources.Root>`.
 */
export function useSourcesRoot(): ShownSources {
  const shown = useContext(SourcesRootContext)
  if (shown === undefined) throw new Error('This part needs a <Sources.Root> around it.')
  return shown
}
