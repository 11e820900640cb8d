/**
 * Moves the focus to a message in the same thread, and the view with it.
 * @param from - Anything in the same document or shadow root.
 * @returns false where that message is not in the page.
 */
export function goToMessage(from: Element | null, id: string): boolean {
  const root = from?.getRootNode() as ParentNode | undefined
  const message = root?.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`)
  if (message == null) return false
  // No stop for Tab: it is read, not used.
  message.tabIndex = -1
  message.focus({ preventScroll: true })
  message.scrollIntoView({ block: 'nearest' })
  return true
}
