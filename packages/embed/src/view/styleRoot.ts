import theme from '@millrace/react/styles.css?inline'

/** The element fills a box of its own; the page sizes it as any other. */
const host = `
:host { display: block; block-size: 36rem }
:host([hidden]) { display: none }
[data-part='chat'] { font-size: medium; --millrace-rem: 1em }
`

let sheet: CSSStyleSheet | undefined

/**
 * One constructed stylesheet for all elements of a page: no inline style, so a strict CSP is fine. `rem` would
 * be the page's own, whatever that has done to its root: here it is what the reader's browser is set to.
 */
export function elementStyles(): CSSStyleSheet {
  if (sheet !== undefined) return sheet
  registerRem()
  sheet = new CSSStyleSheet()
  sheet.replaceSync(withOwnRem(theme) + withOwnRem(host))
  return sheet
}

/** A length, so that it is computed where it is set: `1em` of the chat, not of whoever reads it. */
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
