import type { Cancel, Clock } from '@millrace/protocol'

/** `assertive` interrupts what is being read: only for what would else be lost. */
export type Politeness = 'polite' | 'assertive'

export interface Outlets {
  /** Has a screen reader say it. */
  say(text: string, politeness: Politeness): void
  /** Takes them out of the page, with all that was being said. */
  remove(): void
}

/** Long enough for a screen reader to take it; afterwards nobody comes upon it while reading the page. */
const keptMs = 2000

/** Out of sight without a stylesheet, which may not be there, and without a `style` attribute, which a policy may forbid. */
const unseen = {
  position: 'fixed',
  insetBlockStart: '0',
  insetInlineStart: '0',
  inlineSize: '1px',
  blockSize: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
  pointerEvents: 'none',
} satisfies Partial<CSSStyleDeclaration>

/**
 * Puts two live regions, polite and assertive, at the end of `container`: empty, because a region that appears together
 * with its words is not read. Each thing said is an element of its own for two seconds.
 * @param languageNow - The language of what is said, or empty where nobody knows. Asked each time: the words of a chat
 * may come later, and with them another one.
 */
export function createOutlets(
  container: Element,
  clock: Clock,
  languageNow: () => string,
): Outlets {
  const { ownerDocument } = container
  const leaving = new Set<Cancel>()
  const wrapper = ownerDocument.createElement('div')
  wrapper.dataset['part'] = 'announcer'
  Object.assign(wrapper.style, unseen)
  const outlets = { polite: outlet('polite'), assertive: outlet('assertive') }
  container.append(wrapper)
  setLanguage()

  function setLanguage(): void {
    const language = languageNow()
    if (language === '') wrapper.removeAttribute('lang')
    else wrapper.lang = language
  }

  function outlet(politeness: Politeness): HTMLElement {
    const element = ownerDocument.createElement('div')
    element.dataset['part'] = `announcer-${politeness}`
    element.setAttribute('aria-live', politeness)
    // Each piece is read by itself, and nothing when it goes.
    element.setAttribute('aria-atomic', 'false')
    element.setAttribute('aria-relevant', 'additions')
    wrapper.append(element)
    return element
  }

  return {
    say(text, politeness) {
      setLanguage()
      const said = ownerDocument.createElement('div')
      said.dir = 'auto'
      said.textContent = text
      outlets[politeness].append(said)
      const cancel = clock.schedule(() => {
        leaving.delete(cancel)
        said.remove()
      }, keptMs)
      leaving.add(cancel)
    },
    remove() {
      for (const cancel of leaving) cancel()
      leaving.clear()
      wrapper.remove()
    },
  }
}
