'use client'

import { isBusy } from '@millrace/core'
import type { KeyboardEvent } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { isComposing } from '../composer/isComposing.ts'
import type { Region } from './createView.ts'
import { focusRegion } from './focusRegion.ts'
import { focusBeside, regionsAfter } from './regionsBeside.ts'
import { useView } from './ViewContext.ts'

/**
 * The keys that count anywhere in a chat: F6 leads from the composer to the thread, to a list of threads beside the chat,
 * and back, Shift+F6 the other way; Escape closes
 * the editor of a question, or else stops the running answer. A control that used the key itself comes first.
 */
export function useChatKeys(region: Region): (event: KeyboardEvent<HTMLElement>) => void {
  const chat = useChatContext()
  const view = useView()
  return (event) => {
    if (event.defaultPrevented || isComposing(event)) return
    if (event.key === 'F6') {
      const from = event.currentTarget
      const moved = regionsAfter(region, event.shiftKey).some((other) =>
        other === 'threads' ? focusBeside(other, from) : focusRegion(view, other, from),
      )
      if (moved) event.preventDefault()
    } else if (event.key === 'Escape' && !hasOpenPopover(event)) {
      if (view.getState().editingId !== undefined) {
        view.edit(undefined)
      } else if (isBusy(chat.getState().run)) {
        void chat.stop()
      } else return
      event.preventDefault()
    }
  }
}

/** Escape closes that, and nothing else with it. */
function hasOpenPopover({ currentTarget }: KeyboardEvent): boolean {
  return currentTarget.querySelector(':popover-open') !== null
}
