import type {
  ElementAttributes,
  ElementProperties,
  MillraceChatEvents,
} from '../element/MillraceChatElement.ts'

/** What a conversation knows of the element that it is in. */
export interface SessionHost {
  readonly element: HTMLElement
  readonly shadow: ShadowRoot
  /** As they are now. */
  readonly attributes: () => ElementAttributes
  /** Changes in place. */
  readonly properties: Readonly<Partial<ElementProperties>>
  readonly setOpen: (open: boolean) => void
  /** @returns false where a listener prevented it. */
  readonly tell: <Name extends keyof MillraceChatEvents>(
    name: Name,
    detail: MillraceChatEvents[Name]['detail'],
  ) => boolean
}
