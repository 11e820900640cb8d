import { randomId } from '@millrace/protocol'

/** Where live regions are, and in which language they speak. */
export interface Home {
  readonly container: Element
  readonly languageNow: () => string
  /** Puts back what a page has thrown out with all that was in the host. */
  readonly keep: () => void
  /** Takes away what was made for them. */
  readonly leave: () => void
}

const nothing = (): void => undefined

/**
 * Where the live regions of a chat belong: beside the anchor, so that a dialog around the chat is around them too. In a shadow
 * root screen readers do not listen: there they are a child of the host, shown through a slot where the anchor is, which a
 * dialog is around as well. A host that is in a shadow root itself has no better place than the end of the page.
 */
export function homeFor(anchor: Element): Home {
  const { ownerDocument: page, parentNode } = anchor
  const host = hostOf(anchor)
  const languageNow = (): string => languageOf(anchor)
  if (host === undefined || parentNode === null) {
    return {
      container: anchor.parentElement ?? page.body,
      languageNow,
      keep: nothing,
      leave: nothing,
    }
  }
  if (hostOf(host) !== undefined) {
    return { container: page.body, languageNow, keep: nothing, leave: nothing }
  }
  const slot = page.createElement('slot')
  const container = page.createElement('div')
  slot.name = `millrace-announcer-${randomId()}`
  container.slot = slot.name
  // No box of its own, whatever the page says of those.
  container.style.display = 'contents'
  parentNode.append(slot)
  host.append(container)
  return {
    container,
    languageNow,
    keep() {
      if (container.parentNode !== host) host.append(container)
    },
    leave() {
      slot.remove()
      container.remove()
    },
  }
}

/** The language that the chat is in: elsewhere in the page it may be another. */
function languageOf(anchor: Element): string {
  const around = anchor.closest<HTMLElement>('[lang]')
  return around?.lang ?? hostOf(anchor)?.closest<HTMLElement>('[lang]')?.lang ?? ''
}

/** The element whose shadow the anchor is in. */
function hostOf(anchor: Element): Element | undefined {
  const root = anchor.getRootNode()
  return root instanceof ShadowRoot ? root.host : undefined
}
