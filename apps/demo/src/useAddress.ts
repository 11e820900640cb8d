import type { ThreadsStore } from '@millrace/core'
import { useEffect } from 'react'
import { keepAddress } from './keepAddress.ts'

/** Keeps the address and the thread that is shown the same: after a reload, in another window, and going back. */
export function useAddress(threads: ThreadsStore): void {
  useEffect(() => keepAddress(threads), [threads])
}
