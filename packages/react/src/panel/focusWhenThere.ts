/**
 * Moves the focus from an element to what the selector finds in it, as soon as that is there: parts of a chat are loaded late.
 * Whoever has gone elsewhere meanwhile stays there.
 * @returns What gives up waiting.
 */
export function focusWhenThere(within: HTMLElement, selector: string): () => void {
  const observer = new MutationObserver(look)
  function look(): void {
    const found = within.querySelector<HTMLElement>(selector)
    if (found === null) return
    observer.disconnect()
    const { activeElement } = within.getRootNode() as Document | ShadowRoot
    if (activeElement === within) found.focus({ preventScroll: true })
  }
  observer.observe(within, { childList: true, subtree: true })
  look()
  return () => observer.disconnect()
}
