'use client'

import { type Context, createContext } from 'react'
import type { Highlighter } from './Highlighter.ts'

/** What colours the code below a provider. Default undefined: code is shown plain. */
export const HighlighterContext: Context<Highlighter | undefined> = createContext<
  Highlighter | undefined
>(undefined)
