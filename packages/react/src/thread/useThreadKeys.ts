'use client'

import type { KeyboardEvent } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useView } from '../view/ViewContext.ts'

/**
 * The keys within a thread: Alt+Up and Alt+Down lead from message to message, Control+End (Command+End) to the last and
 * to the end of what it says.
 */
export function useThreadKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  const chat = useChatContext()
  const view = useView()
  return (event) => {
    // In the box of an editor those keys move the cursor.
    if (event.defaultPrevented || isWrittenIn(event.target as HTMLElement)) return
    const { messageIds, indexById } = chat.getState()
    const step = event.altKey ? stepOf(event.key) : 0
    if (step !== 0) {
      const from = messageAround(event.target as Element)
      const at = indexById.get(from ?? '') ?? messageIds.length
      const id = messageIds[at + step]
      if (id === undefined) return
      event.preventDefault()
      void view.goTo(id)
    } else if (event.key === 'End' && (event.ctrlKey || event.metaKey)) {
      const last = messageIds.at(-1)
      if (last === undefined) return
      event.preventDefault()
      void view.goTo(last).then(() => view.toEnd())
    }
  }
}

function stepOf(key: string): number {
  if (key === 'ArrowUp') return -1
  return key === 'ArrowDown' ? 1 : 0
}

function messageAround(element: Element): string | undefined {
  return element.closest<HTMLElement>('[data-message-id]')?.dataset['messageId']
}

function isWrittenIn(element: HTMLElement): boolean {
  return element.isContentEditable || element.matches('textarea, input, select')
}
