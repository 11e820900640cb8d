'use client'

import { type RefObject, useEffect, useRef } from 'react'
import type { View } from '../view/createView.ts'

/** How near the end counts as being there, in pixels. */
const nearPx = 48

export interface FollowEnd {
  /** For the element that scrolls; its first child is what grows. */
  readonly scroller: RefObject<HTMLElement | null>
  readonly toEnd: () => void
}

/**
 * Keeps a scroller at its end while its content grows, until the user leaves, and again once he is back.
 * Growth is seen by a `ResizeObserver`: nothing is measured per token. Whether he is away is noted in the view.
 */
export function useFollowEnd(view: View): FollowEnd {
  const scroller = useRef<HTMLElement>(null)

  useEffect(() => {
    const box = scroller.current
    const content = box?.firstElementChild
    if (box == null || content == null) return undefined
    let following = true
    let lastTop = box.scrollTop

    function follow(): void {
      if (following && box !== null) box.scrollTop = box.scrollHeight
    }

    function onScroll(): void {
      if (box === null) return
      const { scrollTop, scrollHeight, clientHeight } = box
      const near = scrollHeight - clientHeight - scrollTop <= nearPx
      // Only a move up is a wish to leave: content that grew below is not.
      if (near) following = true
      else if (scrollTop < lastTop) following = false
      lastTop = scrollTop
      const away = !near && !following
      if (away !== view.getState().away) view.setState({ away })
    }

    const observer = new ResizeObserver(follow)
    observer.observe(content)
    observer.observe(box)
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [view])

  return {
    scroller,
    toEnd() {
      const box = scroller.current
      if (box !== null) box.scrollTop = box.scrollHeight
    },
  }
}
