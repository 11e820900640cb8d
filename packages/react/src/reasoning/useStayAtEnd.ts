'use client'

import { type RefObject, useEffect } from 'react'
import { furthestTopPx, readBox } from '../scroll/ScrollBox.ts'
import { atEnd, nextHeld } from '../scroll/Stance.ts'

/**
 * Keeps a box that scrolls at its end while its one child grows, as a thread is kept: until the reader moves up in it, and
 * again once he is back. Growth is seen by a `ResizeObserver`: nothing is measured per token.
 */
export function useStayAtEnd(box: RefObject<HTMLElement | null>, active: boolean): void {
  useEffect(() => {
    const node = box.current
    const child = node?.firstElementChild
    if (!active || node == null || child == null) return undefined
    let held = atEnd
    let known = readBox(node)

    function onScroll(): void {
      if (node == null) return
      const before = known
      known = readBox(node)
      held = nextHeld(held, { type: 'scrolled', before, now: known, atMs: performance.now() })
    }

    const observer = new ResizeObserver(() => {
      onScroll()
      if (held.stance.kind === 'following') node.scrollTop = furthestTopPx(known)
      known = readBox(node)
    })
    observer.observe(child)
    node.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      node.removeEventListener('scroll', onScroll)
    }
  }, [box, active])
}
