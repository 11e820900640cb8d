/**
 * Gives every part in a shadow root a name for `::part()`: that of its `data-part`, and beside it whose a message is. Done when
 * it comes into the page and before it is drawn; words that are added to a part cost nothing.
 * @returns What ends it.
 */
export function namePartsIn(shadow: ShadowRoot): () => void {
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'attributes') name(target as Element)
      for (const node of addedNodes) if (node instanceof Element) nameAll(node)
    }
  })
  nameAll(shadow)
  observer.observe(shadow, {
    subtree: true,
    childList: true,
    attributeFilter: ['data-part', 'data-role'],
  })
  return () => observer.disconnect()
}

function nameAll(root: Element | ShadowRoot): void {
  if (root instanceof Element) name(root)
  for (const element of root.querySelectorAll('[data-part]')) name(element)
}

function name(element: Element): void {
  if (!(element instanceof HTMLElement)) return
  const { part, role } = element.dataset
  if (part === undefined) return
  const wanted = role === undefined ? part : `${part} ${role}`
  if (element.getAttribute('part') !== wanted) element.setAttribute('part', wanted)
}
