'use client'

import { useEffect, useState } from 'react'

/** What came of copying: `selected` where the clipboard could not be written and the source was selected instead. */
export type CopyOutcome = 'copied' | 'selected'

/** What came of the last copying, until the reader does something else; undefined at rest. */
export function useCopyOutcome(): readonly [
  CopyOutcome | undefined,
  (outcome: CopyOutcome | undefined) => void,
] {
  const [outcome, setOutcome] = useState<CopyOutcome>()
  // Not every browser focuses a button that is pressed, and a blur alone would never come.
  useEffect(() => {
    if (outcome === undefined) return undefined
    const rest = (): void => setOutcome(undefined)
    document.addEventListener('pointerdown', rest)
    return () => document.removeEventListener('pointerdown', rest)
  }, [outcome])
  return [outcome, setOutcome]
}
