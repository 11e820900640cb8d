import panel from '@millrace/react/panel.css?inline'
import theme from '@millrace/react/styles.css?inline'

/**
 * Inline, it fills a box of its own, which the page sizes as any other. Elsewhere its own boxes are fixed, and it takes no room.
 * What a rem is stands on an element above the chat: on the chat itself Chromium reads it before the size of its letters.
 */
const host = `
:host { display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr); block-size: 36rem }
:host(:is([mode='floating'], [mode='sidebar'])) { display: contents }
:host([hidden]) { display: none }
.root { display: contents; font-size: medium; --millrace-rem: 1em }
.root > [data-part='chat'] { grid-row: 2 }
[data-part='welcome'] p { margin: 0 }
/* React hears of a click in its own nodes only: the button is clicked, whatever stands on it. */
slot[name='launcher']::slotted(*) { pointer-events: none }
`

const rules = (): string => [theme, panel, host].map(withOwnRem).join('\n')

let sheet: CSSStyleSheet | undefined

/**
 * Dresses a shadow root. One constructed stylesheet serves all elements of a page: no inline style, so a strict CSP is fine.
 * A browser without those gets a `<style>` with the element's `nonce`.
 */
export function styleRoot(shadow: ShadowRoot, nonce: string): void {
  registerRem()
  if (!('adoptedStyleSheets' in shadow)) {
    styleWithNode(shadow, nonce)
    return
  }
  if (sheet === undefined) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(rules())
  }
  shadow.adoptedStyleSheets = [sheet]
}

/** Before everything that React puts there, which leaves it alone. */
function styleWithNode(shadow: ShadowRoot, nonce: string): void {
  if (shadow.querySelector('style') !== null) return
  const style = document.createElement('style')
  style.nonce = nonce
  style.textContent = rules()
  shadow.prepend(style)
}

/**
 * `rem` would be the page's own, whatever that has done to its root: here it is what the reader's browser is set to. A length,
 * so that it is computed where it is set: `1em` of the chat, not of whoever reads it.
 */
function registerRem(): void {
  try {
    CSS.registerProperty({
      name: '--millrace-rem',
      syntax: '<length>',
      inherits: true,
      initialValue: '16px',
    })
  } catch {
    // Registered before, by another copy of this script.
  }
}

/** Media queries stay: their `rem` is the reader's already. */
function withOwnRem(css: string): string {
  return css.replace(/@(?:media|container)[^{]*\{|(-?[\d.]+)rem\b/g, (found, length?: string) =>
    length === undefined ? found : `calc(${length} * var(--millrace-rem, 16px))`,
  )
}
