'use client'

import { type Context, createContext } from 'react'

/** How a note beside the message box says that it describes it. */
export interface ComposerNote {
  /** The id of the note, while it says something. */
  readonly describedBy: string | undefined
  readonly describe: (id: string | undefined) => void
}

export const ComposerContext: Context<ComposerNote> = createContext<ComposerNote>({
  describedBy: undefined,
  describe: () => {},
})
