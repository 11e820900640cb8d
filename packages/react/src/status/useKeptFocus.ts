'use client'

import { type FocusEvent, useLayoutEffect, useRef } from 'react'
import type { Region } from '../view/createView.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'

/** What an element needs to have on it. */
export interface FocusKeeping {
  readonly onFocus: (event: FocusEvent) => void
  readonly onBlur: () => void
}

/**
 * Moves the focus to a region when what has it is gone after a render of this component: with an element that goes
 * whole, or from within one that stays.
 */
export function useKeptFocus(region: Region): FocusKeeping {
  const view = useView()
  const focused = useRef<{ readonly element: Element; readonly around: Element }>(undefined)
  useLayoutEffect(() => {
    if (focused.current?.element.isConnected !== false) return
    focusRegion(view, region, focused.current.around)
    focused.current = undefined
  })
  return {
    onFocus({ target, currentTarget }) {
      const { parentElement } = currentTarget
      if (parentElement !== null) focused.current = { element: target, around: parentElement }
    },
    onBlur() {
      focused.current = undefined
    },
  }
}
