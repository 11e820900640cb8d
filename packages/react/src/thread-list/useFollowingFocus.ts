'use client'

import type { ThreadsStore } from '@millrace/core'
import { useLayoutEffect, useRef } from 'react'
import { useStore } from 'zustand'

/**
 * Where another conversation is shown from within the chat, by a command or by the way back of a browser, that chat goes from
 * the page with the focus in it: the focus goes on in the message box of the one that takes its place.
 */
export function useFollowingFocus(threads: ThreadsStore): void {
  const activeId = useStore(threads, (state) => state.activeId)
  /** What the chat stands in that had the focus when another one was to be shown. */
  const place = useRef<Element | undefined>(undefined)
  useLayoutEffect(
    () =>
      // Heard before anything is rendered.
      threads.subscribe((state, previous) => {
        if (state.activeId === previous.activeId) return
        place.current =
          document.activeElement?.closest('[data-part=chat]')?.parentElement ?? undefined
      }),
    [threads],
  )
  useLayoutEffect(() => {
    const { current } = place
    place.current = undefined
    // A chat that stayed, or one that took the focus itself.
    if (current === undefined || document.activeElement !== document.body) return
    current.querySelector<HTMLElement>('[data-part=composer-input]')?.focus()
  }, [activeId])
}
