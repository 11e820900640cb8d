'use client'

import { type Context, createContext, useContext } from 'react'
import type { Scroll } from './createScroll.ts'

export const ScrollContext: Context<Scroll | undefined> = createContext<Scroll | undefined>(
  undefined,
)

/**
 * The scroll of the thread around.
 * @throws {Error} outside of `<Thread.Root>`.
 */
export function useScroll(): Scroll {
  const scroll = useContext(ScrollContext)
  if (scroll === undefined) throw new Error('This part needs a <Thread.Root> around it.')
  return scroll
}
