'use client'

import { type Context, createContext } from 'react'

/** Whether a link is around: nothing in there may be a control of its own. */
export const InLinkContext: Context<boolean> = createContext(false)
