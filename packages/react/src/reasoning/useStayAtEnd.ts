'use client'

import { type RefObject, useEffect } from 'react'

/** How near the end counts as being there, in pixels. */
const nearPx = 24

/**
 * Keeps a box that scrolls at its end while its one child grows, until the reader moves up in it, and again once he
 * is back. Growth is seen by a `ResizeObserver`: nothing is measured per token.
 */
export function useStayAtEnd(box: RefObject<HTMLElement | null>, active: boolean): void {
  useEffect(() => {
    const node = box.current
    const child = node?.firstElementChild
    if (!active || node == null || child == null) return undefined
    let staying = true
    let lastTop = node.scrollTop

    function onScroll(): void {
      if (node == null) return
      const { scrollTop, scrollHeight, clientHeight } = node
      // Only a move up is a wish to leave: content that grew below is not.
      if (scrollHeight - clientHeight - scrollTop <= nearPx) staying = true
      else if (scrollTop < lastTop) staying = false
      lastTop = scrollTop
    }

    const observer = new ResizeObserver(() => {
      if (staying) node.scrollTop = node.scrollHeight
    })
    observer.observe(child)
    node.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      node.removeEventListener('scroll', onScroll)
    }
  }, [box, active])
}
