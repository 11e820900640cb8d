'use client'

import { useEffect, useState } from 'react'
import { useIsHydrated } from '../part/useIsHydrated.ts'

/** Shown at once, and then in each further task, in UTF-16 units: a text that comes whole blocks no page for long. */
const slice = 32_768

/** Shown without being asked for: 1 MB (T-53). */
const limit = 1_048_576

export interface ShownLength {
  /** How much of the text is to be shown now. */
  readonly length: number
  /** Whether more is shown soon. */
  readonly isPartial: boolean
  /** How much is shown on request only. */
  readonly rest: number
  showMore(): void
}

/** How much of a text is shown: all of a short one, a long one in slices, a huge one as far as it is asked for. */
export function useShownLength(text: string): ShownLength {
  // On a server, and while a page takes over what a server has rendered, all is there at once.
  const isHydrated = useIsHydrated()
  const [shown, setShown] = useState(isHydrated ? slice : limit)
  const [most, setMost] = useState(limit)
  const length = Math.min(text.length, most, shown)
  const wanted = Math.min(text.length, most)
  // A text that grows is let grow: there is always a slice in advance.
  const due =
    shown < wanted || (shown < most && shown - wanted < slice / 2 && text.length > slice / 2)
  useEffect(() => {
    if (!due) return undefined
    const timer = setTimeout(() => setShown((before) => before + slice))
    return () => clearTimeout(timer)
  }, [due, shown])
  return {
    length: text.charCodeAt(length - 1) >>> 10 === 0x36 ? length - 1 : length,
    isPartial: length < wanted,
    rest: Math.max(0, text.length - most),
    showMore: () => setMost((before) => before + limit),
  }
}
