/** What the element is to a page: attributes for what is text, properties for the rest. */
export interface MillraceChatElement extends HTMLElement {
  /** Where the route lives. Attribute `api`, default `/api/chat`. */
  api: string
  /** Added to every request; a function is asked anew each time. A property only. */
  headers: ElementHeaders | undefined
}

export type ElementHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)
