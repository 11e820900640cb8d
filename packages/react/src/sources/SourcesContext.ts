'use client'

import { type Context, createContext } from 'react'
import type { NumberedSources } from './numberSources.ts'

/** The sources of the message around, by which the citations in its texts are numbered. */
export const SourcesContext: Context<NumberedSources | undefined> = createContext<
  NumberedSources | undefined
>(undefined)
