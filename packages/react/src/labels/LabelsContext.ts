'use client'

import { type Context, createContext, useContext } from 'react'
import { english, type Labels } from './labels.ts'

/** The words in force below a provider. */
export const LabelsContext: Context<Labels> = createContext<Labels>(english)

/** The words in force here: English unless a provider says otherwise. */
export function useLabels(): Labels {
  return useContext(LabelsContext)
}
