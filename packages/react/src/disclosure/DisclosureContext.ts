'use client'

import { type Context, createContext, useContext } from 'react'

/** What opens and closes it, and what is opened and closed. */
export type DisclosureHalf = 'trigger' | 'content'

/** Something that opens and closes, and the ids of its two halves. */
export interface Disclosure {
  readonly open: boolean
  readonly triggerId: string
  readonly contentId: string
  /** A half has an id of the caller's while it is there. Returns what gives ours back. */
  readonly claim: (half: DisclosureHalf, id: string) => () => void
  /** The reader opens or closes it. */
  readonly set: (open: boolean) => void
  /** The focus has come into what is open, or has left it. */
  readonly hold: (held: boolean) => void
}

export const DisclosureContext: Context<Disclosure | undefined> = createContext<
  Disclosure | undefined
>(undefined)

/**
 * What the parts below open and close.
 * @throws {Error} outside of the root of a family.
 */
export function useDisclosureContext(): Disclosure {
  const disclosure = useContext(DisclosureContext)
  if (disclosure === undefined) {
    throw new Error('This part needs a <Reasoning.Root> or <Tool.Root> around it.')
  }
  return disclosure
}
