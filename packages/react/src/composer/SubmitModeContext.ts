'use client'

import { type Context, createContext } from 'react'

/**
 * Which key sends: `enter` (Shift+Enter breaks the line), `mod-enter` (Control or Command with Enter; Enter alone breaks
 * the line), or `none`, the button alone.
 */
export type SubmitMode = 'enter' | 'mod-enter' | 'none'

export const SubmitModeContext: Context<SubmitMode> = createContext<SubmitMode>('enter')
