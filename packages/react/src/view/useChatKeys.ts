'use client'

import { isBusy } from '@millrace/core'
import type { KeyboardEvent } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { isComposing } from '../composer/isComposing.ts'
import type { Region } from './createView.ts'
import { focusRegion } from './focusRegion.ts'
import { useView } from './ViewContext.ts'

/**
 * The keys that count anywhere in a chat: F6 and Shift+F6 lead from the thread to the composer and back; Escape closes
 * the editor of a question, or else stops the running answer. A control that used the key itself comes first.
 */
export function useChatKeys(region: Region): (event: KeyboardEvent<HTMLElement>) => void {
  const chat = useChatContext()
  const view = useView()
  return (event) => {
    if (event.defaultPrevented || isComposing(event)) return
    if (event.key === 'F6') {
      const other = region === 'thread' ? 'composer' : 'thread'
      if (focusRegion(view, other, event.currentTarget)) event.preventDefault()
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
