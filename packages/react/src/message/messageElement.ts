/** Where messages are looked for: the thread around, since there may be another screen of the same chat. */
export function threadAround(from: Element): ParentNode {
  return from.closest('[data-part=thread]') ?? (from.getRootNode() as ParentNode)
}

/** A message on the screen, by its id. */
export function messageElement(thread: ParentNode, id: string): HTMLElement | null {
  return thread.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`)
}
