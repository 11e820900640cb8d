'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** Whether the window is narrower than so many pixels; false where the page is rendered. */
export function useIsNarrow(belowPx: number): boolean {
  const query = `(max-width: ${belowPx - 0.02}px)`
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  )
}
