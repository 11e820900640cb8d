import type { ElementContent, Element } from 'hast'
import { mathLetters } from './mathLetters.ts'

/** Deeper than this and browsers, React and its server renderer come near their limits. */
const maxDepth = 200

/** How far a formula may reach out of its place, in em: KaTeX does not hold `\raisebox` to its `maxSize`. */
const maxEm = 20

/**
 * Keeps of what KaTeX made only what belongs to a formula: known elements with known attributes, so no address,
 * no id, no handler, and in MathML no style (T-54). Changes the nodes it is given.
 * @returns undefined where KaTeX gave up on the formula, or it is nested too deeply.
 */
export function cleanMath(
  nodes: readonly ElementContent[],
  output: 'mathml' | 'html',
): ElementContent[] | undefined {
  // In MathML alone KaTeX wraps the formula in a span that only its stylesheet has a use for.
  const [outer] = nodes
  if (outer?.type !== 'element' || classesOf(outer).includes('katex-error')) return undefined
  const kept = output === 'html' ? [outer] : outer.children
  const waiting = kept.map((node) => ({ node, depth: 1 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next
    if (depth > maxDepth) return undefined
    if (node.type !== 'element') continue
    cleanElement(node, output)
    for (const child of node.children) waiting.push({ node: child, depth: depth + 1 })
  }
  return kept
}

function cleanElement(element: Element, output: 'mathml' | 'html'): void {
  if (element.tagName === 'mtable') alignCells(element)
  if (element.tagName === 'mi' || element.tagName === 'mn') setLetters(element)
  if (!mathml.has(element.tagName) && !(output === 'html' && html.has(element.tagName))) {
    element.tagName = output === 'html' ? 'span' : 'mrow'
    element.properties = {}
  }
  for (const [name, value] of Object.entries(element.properties)) {
    const known = attributes.has(name) || (output === 'html' && htmlAttributes.has(name))
    if (!known || reachesFar(name, value)) delete element.properties[name]
  }
}

/** Browsers read no `mathvariant` but `normal`: the letters themselves say it. */
function setLetters(element: Element): void {
  const variant = element.properties['mathvariant']
  if (typeof variant !== 'string' || variant === 'normal') return
  for (const child of element.children) {
    if (child.type === 'text') child.value = mathLetters(child.value, variant)
  }
  delete element.properties['mathvariant']
}

/** `data-align` on the cells: browsers do not read `columnalign` of their table, a stylesheet can read this. */
function alignCells(table: Element): void {
  const aligned = String(table.properties['columnalign'] ?? '').split(' ')
  for (const row of table.children) {
    if (row.type !== 'element') continue
    // `align` has cells around its columns that only KaTeX's stylesheet fills.
    row.children = row.children.filter(
      (cell) =>
        cell.type !== 'element' ||
        cell.children.length > 0 ||
        !classesOf(cell).some((name) => name === 'mtr-glue' || name === 'mml-eqn-num'),
    )
    for (const [column, cell] of row.children.entries()) {
      const align = aligned[column]
      if (cell.type !== 'element' || (align !== 'left' && align !== 'right')) continue
      cell.properties['dataAlign'] = align
    }
  }
}

function reachesFar(name: string, value: unknown): boolean {
  if (name !== 'voffset' && name !== 'lspace' && name !== 'width') return false
  return Math.abs(Number.parseFloat(String(value))) > maxEm && /em\s*$/.test(String(value))
}

function classesOf(element: Element): readonly unknown[] {
  const classes = element.properties['className']
  return Array.isArray(classes) ? classes : []
}

const mathml = words(
  'math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle mpadded mphantom menclose ' +
    'msub msup msubsup munder mover munderover mtable mtr mtd mlabeledtr',
)

const attributes = words(
  'xmlns display encoding mathvariant mathsize mathcolor mathbackground displaystyle scriptlevel stretchy fence ' +
    'separator symmetric largeop movablelimits form lspace rspace minsize maxsize accent accentunder width ' +
    'height depth voffset linethickness rowspacing columnspacing columnalign columnlines rowlines notation side ' +
    'dataAlign',
)

const html = words('span svg path line')

const htmlAttributes = words(
  'className style ariaHidden viewBox preserveAspectRatio d x1 x2 y1 y2 strokeWidth',
)

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}
