/**
 * What is marked around an element; null where nothing is. Some browsers tell of what is marked in a shadow root only
 * there.
 */
export function selectionIn(element: Element): Selection | null {
  const root = element.getRootNode() as { readonly getSelection?: () => Selection | null }
  const selection = root.getSelection?.() ?? element.ownerDocument.getSelection()
  return selection === null || selection.isCollapsed ? null : selection
}
