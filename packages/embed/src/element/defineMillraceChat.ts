import { createElementClass } from './createElementClass.ts'

/**
 * Defines `<millrace-chat>`. Does nothing on a server, and nothing when the name is taken already, so that
 * loading it twice is harmless. What is in the page already comes to life; the chat itself is loaded by the first element.
 * @param tag - Another name for the element. Default `millrace-chat`.
 */
export function defineMillraceChat(tag = 'millrace-chat'): void {
  if (typeof customElements === 'undefined' || customElements.get(tag) !== undefined) return
  customElements.define(tag, createElementClass())
}
