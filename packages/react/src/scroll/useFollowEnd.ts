'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'

/** How near the end counts as being there, in pixels. */
const nearPx = 48

export interface FollowEnd {
  /** For the element that scrolls; its first child is what grows. */
  readonly scroller: RefObject<HTMLElement | null>
  /** Whether the view has left the end. */
  readonly away: boolean
  readonly toEnd: () => void
}

/**
 * Keeps a scroller at its end while its content grows, until the user leaves, and again once he is back.
 * Growth is seen by a `ResizeObserver`: nothing is measured per token.
 */
export function useFollowEnd(): FollowEnd {
  const scroller = useRef<HTMLElement>(null)
  const [away, setAway] = useState(false)

  useEffect(() => {
    const view = scroller.current
    const content = view?.firstElementChild
    if (view == null || content == null) return undefined
    let following = true
    let lastTop = view.scrollTop

    function follow(): void {
      if (following && view !== null) view.scrollTop = view.scrollHeight
    }

    function onScroll(): void {
      if (view === null) return
      const { scrollTop, scrollHeight, clientHeight } = view
      const near = scrollHeight - clientHeight - scrollTop <= nearPx
      // Only a move up is a wish to leave: content that grew below is not.
      if (near) following = true
      else if (scrollTop < lastTop) following = false
      lastTop = scrollTop
      setAway(!near && !following)
    }

    const observer = new ResizeObserver(follow)
    observer.observe(content)
    observer.observe(view)
    view.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      view.removeEventListener('scroll', onScroll)
    }
  }, [])

  return {
    scroller,
    away,
    toEnd() {
      const view = scroller.current
      if (view !== null) view.scrollTop = view.scrollHeight
    },
  }
}
