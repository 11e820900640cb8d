import { messageElement, threadAround } from './messageElement.ts'

/**
 * Moves the focus to a message in the same thread, and the view with it.
 * @param from - Anything in that thread.
 * @returns false where that message is not in the page.
 */
export function goToMessage(from: Element, id: string): boolean {
  const message = messageElement(threadAround(from), id)
  if (message === null) return false
  // No stop for Tab: it is read, not used.
  message.tabIndex = -1
  message.focus({ preventScroll: true })
  message.scrollIntoView({ block: 'nearest' })
  return true
}
