'use client'

import { useCallback, useId, useMemo, useState } from 'react'
import type { Disclosure, DisclosureHalf } from './DisclosureContext.ts'

/** What the root of a family takes that opens and closes. */
export interface DisclosureProps {
  /** Whether it is open. Then it opens and closes only with this prop. */
  readonly open?: boolean | undefined
  /** Whether it is open at first, and then as the reader leaves it. Default: it opens and closes by itself. */
  readonly defaultOpen?: boolean | undefined
  /** The reader opens or closes it. What opens or closes by itself is not told. */
  readonly onOpenChange?: ((open: boolean) => void) | undefined
}

/**
 * Something that opens and closes. The reader's own choice stays; until he has made one it is as `byItself` says,
 * but does not close around his focus.
 */
export function useDisclosure(
  { open: given, defaultOpen, onOpenChange }: DisclosureProps,
  byItself: boolean,
): Disclosure {
  const id = useId()
  const [claimed, setClaimed] = useState<Claimed>(noneClaimed)
  const [chosen, choose] = useState(defaultOpen)
  const [held, hold] = useState(false)
  const [before, setBefore] = useState(byItself)
  if (before !== byItself) {
    setBefore(byItself)
    if (held && !byItself && chosen === undefined) choose(true)
  }
  const set = useCallback(
    (next: boolean) => {
      choose(next)
      onOpenChange?.(next)
    },
    [onOpenChange],
  )
  const claim = useCallback((half: DisclosureHalf, given: string) => {
    setClaimed((ids) => ({ ...ids, [half]: given }))
    return () => setClaimed((ids) => ({ ...ids, [half]: undefined }))
  }, [])
  const open = given ?? chosen ?? byItself
  return useMemo(
    () => ({
      open,
      triggerId: claimed.trigger ?? `${id}trigger`,
      contentId: claimed.content ?? `${id}content`,
      claim,
      set,
      hold,
    }),
    [open, claimed, id, claim, set],
  )
}

type Claimed = Readonly<Partial<Record<DisclosureHalf, string | undefined>>>

const noneClaimed: Claimed = {}
