'use client'

import { type Context, createContext, type RefObject, useContext } from 'react'

/** `floating`: in a corner of the page, above it. `sidebar`: along the side of the page, from top to bottom. */
export type PanelMode = 'floating' | 'sidebar'

/** What a panel is told by: handed to its parts' `className`, `style` and `render`. */
export interface PanelState {
  readonly mode: PanelMode
  readonly open: boolean
  /** Whether it fills a narrow screen: then the page behind cannot be reached. */
  readonly fullScreen: boolean
  /** How many answers came since it was closed. */
  readonly unread: number
}

export interface Panel extends PanelState {
  readonly setOpen: (open: boolean) => void
  /** Of the dialog, and of what names it. */
  readonly id: string
  readonly titleId: string
  readonly launcher: RefObject<HTMLButtonElement | null>
  /** Whether it was opened by its reader, who then wants to write: not where a page opens it by itself. True once. */
  readonly takeWish: () => boolean
}

export const PanelContext: Context<Panel | undefined> = createContext<Panel | undefined>(undefined)

/**
 * The panel around.
 * @throws {Error} outside of `<Panel.Root>`.
 */
export function usePanel(): Panel {
  const panel = useContext(PanelContext)
  if (panel === undefined) throw new Error('This part needs a <Panel.Root> around it.')
  return panel
}

/** What is told of a panel. */
export function stateOf({ mode, open, fullScreen, unread }: Panel): PanelState {
  return { mode, open, fullScreen, unread }
}
