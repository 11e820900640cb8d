import type { Region, View } from './createView.ts'

/**
 * Moves the focus to a region of the chat.
 * @param from - Anything in the same document or shadow root.
 * @returns false where that region is not on the screen.
 */
export function focusRegion(view: View, name: Region, from: Element): boolean {
  const id = view.regions.get(name)
  const root = from.getRootNode() as ParentNode
  const element = id === undefined ? null : root.querySelector<HTMLElement>(`#${CSS.escape(id)}`)
  element?.focus({ preventScroll: true })
  return element !== null
}
