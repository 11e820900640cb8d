'use client'

import { type Context, createContext, useContext } from 'react'

/** What a model thought, as far as it has come. */
export interface ShownReasoning {
  readonly text: string
  /** Whether it is being thought. */
  readonly thinking: boolean
  /** How long it took, where that was seen. */
  readonly seconds: number | undefined
}

export const ReasoningContext: Context<ShownReasoning | undefined> = createContext<
  ShownReasoning | undefined
>(undefined)

/**
 * The thoughts that the parts below show.
 * @throws {Error} outside of `<Reasoning.Root>`.
 */
export function useReasoningContext(): ShownReasoning {
  const shown = useContext(ReasoningContext)
  if (shown === undefined) throw new Error('This part needs a <Reasoning.Root> around it.')
  return shown
}
