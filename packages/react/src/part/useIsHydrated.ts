'use client'

import { useSyncExternalStore } from 'react'

/**
 * Whether what is rendered is the browser's own: false on a server, and in the first render of a page that takes over
 * what a server has rendered.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(never, yes, no)
}

function never(): () => void {
  return () => undefined
}

const yes = (): boolean => true
const no = (): boolean => false
