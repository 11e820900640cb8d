'use client'

import { useLayoutEffect, useRef, useState } from 'react'

/** More than this at first sight has begun before anybody looked, in characters. */
const longestBeginning = 200

/**
 * How long it was thought, in seconds, as it was watched in this page; undefined while it goes on, and where its
 * beginning was not seen: nothing is invented for what was loaded.
 */
export function useThinkingTime(thinking: boolean, text: string): number | undefined {
  const [fromTheBeginning] = useState(thinking && text.length <= longestBeginning)
  const [seconds, setSeconds] = useState<number>()
  const beganAt = useRef<number>(undefined)
  // Before the page is painted: its words change once.
  useLayoutEffect(() => {
    if (!fromTheBeginning || !thinking) return undefined
    const began = (beganAt.current ??= performance.now())
    return () => setSeconds(Math.max(1, Math.round((performance.now() - began) / 1000)))
  }, [fromTheBeginning, thinking])
  return thinking ? undefined : seconds
}
