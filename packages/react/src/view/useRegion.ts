'use client'

import { useEffect, useId } from 'react'
import type { Region } from './createView.ts'
import { useView } from './ViewContext.ts'

/**
 * An id for what has the focus in a region while it is on the screen.
 * @param given - The caller's own id, in place of ours.
 */
export function useRegion(name: Region, given?: string): string {
  const view = useView()
  const own = useId()
  const id = given ?? own
  useEffect(() => {
    view.regions.set(name, id)
    return () => {
      if (view.regions.get(name) === id) view.regions.delete(name)
    }
  }, [view, name, id])
  return id
}
