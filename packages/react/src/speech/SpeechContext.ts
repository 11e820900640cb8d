'use client'

import { type Context, createContext } from 'react'
import type { Speech } from './Speech.ts'

/** Who reads answers aloud below. Undefined: the browser, where it has a voice. Made outside of components. */
export const SpeechContext: Context<Speech | undefined> = createContext<Speech | undefined>(
  undefined,
)
