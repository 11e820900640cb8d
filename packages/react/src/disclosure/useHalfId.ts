'use client'

import { useLayoutEffect } from 'react'
import type { Disclosure, DisclosureHalf } from './DisclosureContext.ts'

/**
 * The id of one half of what opens and closes. The other half, and what hands it the focus, follow.
 * @param given - The caller's own id, in place of ours.
 */
export function useHalfId(
  { triggerId, contentId, claim }: Disclosure,
  half: DisclosureHalf,
  given: string | undefined,
): string {
  // Before anybody can press it.
  useLayoutEffect(
    () => (given === undefined ? undefined : claim(half, given)),
    [claim, half, given],
  )
  return given ?? (half === 'trigger' ? triggerId : contentId)
}
