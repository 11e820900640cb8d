'use client'

import { type FocusEvent, useLayoutEffect, useRef } from 'react'
import { openerOf, rowOf } from './rowKeys.ts'

export interface KeptFocus {
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void
}

/**
 * A row that goes to another group is another node, and the focus in it would be lost: it is brought to where the row is
 * now.
 */
export function useKeptFocus(): KeptFocus {
  const focused = useRef<{ readonly list: HTMLElement; readonly id: string } | undefined>(undefined)
  useLayoutEffect(() => {
    if (focused.current === undefined) return
    const { list, id } = focused.current
    const { activeElement } = list.getRootNode() as Document | ShadowRoot
    if (activeElement !== null && activeElement !== document.body) return
    openerOf(rowOf(list, id))?.focus({ preventScroll: true })
  })
  return {
    onFocus({ currentTarget, target }) {
      const row = target.closest<HTMLElement>('[data-part=thread-item]')
      const id = row?.dataset['thread']
      focused.current = id === undefined ? undefined : { list: currentTarget, id }
    },
    onBlur({ currentTarget, relatedTarget }) {
      if (!currentTarget.contains(relatedTarget)) focused.current = undefined
    },
  }
}
