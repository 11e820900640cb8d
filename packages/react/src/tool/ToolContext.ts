'use client'

import type { DynamicToolPart, ToolPart } from '@millrace/protocol'
import { type Context, createContext, useContext } from 'react'

/** A call of a tool. */
export type ToolCallPart = DynamicToolPart | ToolPart

/** The call that is shown, and what the chat can still do with it. */
export interface ShownTool {
  readonly part: ToolCallPart
  /** Whether anything can still come of a call that is not done: false once it was cut off or passed over. */
  readonly canGoOn: boolean
}

export const ToolContext: Context<ShownTool | undefined> = createContext<ShownTool | undefined>(
  undefined,
)

/**
 * The call that the parts below show.
 * @throws {Error} outside of `<Tool.Root>`.
 */
export function useToolContext(): ShownTool {
  const shown = useContext(ToolContext)
  if (shown === undefined) throw new Error('This part needs a <Tool.Root> around it.')
  return shown
}
