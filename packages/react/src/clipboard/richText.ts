/** What may stand in copied HTML, and with which attributes. Everything else gives its words, or nothing. */
const kept: Readonly<Record<string, readonly string[]>> = {
  P: [], H1: [], H2: [], H3: [], H4: [], H5: [], H6: [], BLOCKQUOTE: [], HR: [], BR: [],
  UL: [], OL: ['start'], LI: [],
  PRE: [], CODE: [], EM: [], STRONG: [], DEL: [], SUB: [], SUP: [], KBD: [],
  TABLE: [], THEAD: [], TBODY: [], TR: [], TH: ['align', 'colspan', 'scope'], TD: ['align', 'colspan'],
  A: ['href'],
  IMG: ['src', 'alt'],
} // prettier-ignore

/** What is there for the page and not part of what was said. */
const left =
  'button, output, script, style, template, [hidden], [data-part=code-header], [data-part=citation]'

/**
 * The HTML of what a message shows, for editors that know headings and lists (T-56): elements and attributes of a
 * short list, no classes, no styles, no ids, no controls. Links as they are on the page, already cleaned; an image only
 * where the page shows it.
 */
export function richText(roots: readonly Element[]): string {
  const page = document.implementation.createHTMLDocument('')
  for (const root of roots) copyInto(root, page.body)
  return page.body.innerHTML
}

function copyInto(from: Element, to: Element): void {
  for (const node of from.childNodes) {
    if (node instanceof Text) to.append(node.data)
    if (!(node instanceof Element) || node.matches(left)) continue
    if (node.namespaceURI === mathNamespace) {
      to.append(formulaOf(node))
    } else if (node instanceof HTMLInputElement) {
      to.append(node.checked ? '☑ ' : '☐ ')
    } else {
      const names = kept[node.tagName]
      copyInto(node, names === undefined ? to : to.appendChild(bare(node, names, to.ownerDocument)))
    }
  }
}

const mathNamespace = 'http://www.w3.org/1998/Math/MathML'

/** A formula as it was written: few editors take MathML. */
function formulaOf(math: Element): string {
  return math.querySelector('annotation')?.textContent ?? math.textContent ?? ''
}

function bare(node: Element, names: readonly string[], page: Document): Element {
  const copy = page.createElement(node.tagName)
  for (const name of names) {
    const value = node.getAttribute(name)
    if (value !== null && isSafe(name, value)) copy.setAttribute(name, value)
  }
  return copy
}

function isSafe(name: string, value: string): boolean {
  if (name === 'href') return /^(?:https?|mailto):/i.test(value)
  return name !== 'src' || /^(?:https:|data:image\/(?:png|jpeg|gif|webp|avif);)/i.test(value)
}
