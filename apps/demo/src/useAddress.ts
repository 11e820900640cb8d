import type { ThreadsStore } from '@millrace/core'
import { useEffect } from 'react'

/** Keeps the address and the thread that is shown the same: after a reload, in another window, and going back. */
export function useAddress(threads: ThreadsStore): void {
  useEffect(() => {
    const open = (): void => {
      const id = location.hash.slice(1)
      if (id !== '') threads.open(id)
      show()
    }
    const show = (): void => {
      const { activeId } = threads.getState()
      if (location.hash === `#${activeId}`) return
      const first = location.hash === ''
      history[first ? 'replaceState' : 'pushState'](null, '', `#${activeId}`)
    }
    open()
    addEventListener('hashchange', open)
    const stop = threads.subscribe(show)
    return () => {
      removeEventListener('hashchange', open)
      stop()
    }
  }, [threads])
}
