'use client'

import { type AriaAttributes, type Context, createContext, type KeyboardEvent } from 'react'

/** How what stands beside the message box reaches it. */
export interface ComposerLinks {
  /** The id of a note that describes the box, while it says something. */
  readonly describedBy: string | undefined
  readonly describe: (id: string | undefined) => void
  /** What helps with the writing, while it is there. */
  readonly helper: ComposerHelper | undefined
  readonly helpBy: (helper: ComposerHelper | undefined) => void
}

/** What helps with what is being written: a list of suggestions. */
export interface ComposerHelper {
  /** What the box says of it. */
  readonly attributes: AriaAttributes | undefined
  /** Somebody has written in the box, and the composer has the text. */
  readonly onWrite: (box: HTMLTextAreaElement) => void
  /** Comes before what the box does with a key itself; prevents the default of what it takes. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
}

export const ComposerContext: Context<ComposerLinks> = createContext<ComposerLinks>({
  describedBy: undefined,
  describe: () => {},
  helper: undefined,
  helpBy: () => {},
})
