/**
 * Moves the focus to what the selector finds in an element, as soon as it is there: parts of a chat are loaded late.
 * @returns What gives up waiting.
 */
export function focusWhenThere(within: Element, selector: string): () => void {
  const observer = new MutationObserver(look)
  function look(): void {
    const found = within.querySelector<HTMLElement>(selector)
    if (found === null) return
    observer.disconnect()
    found.focus({ preventScroll: true })
  }
  observer.observe(within, { childList: true, subtree: true })
  look()
  return () => observer.disconnect()
}
