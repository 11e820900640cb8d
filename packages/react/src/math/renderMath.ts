import type { Element, ElementContent, Root, RootContent } from 'hast'
import rehypeKatex, { type Options as KatexOptions } from 'rehype-katex'
import type { Transformer } from 'unified'
import { cleanMath } from './cleanMath.ts'

/** Beyond these the source is shown: in characters, and per text that is parsed at once (T-53, T-54). */
const maxLength = 10_000
const maxFormulas = 2000

type Render = ReturnType<typeof rehypeKatex>

/**
 * Sets every formula of a tree with KaTeX, each in a `<span data-part="math">`, with `data-display` where it
 * stands on a line of its own. One that is wrong, or too much, shows its source in a
 * `<code data-part="math-error">`. A rehype plugin.
 */
export function renderMath(output: 'mathml' | 'html'): Transformer<Root> {
  const render = rehypeKatex({
    ...katexOptions,
    // With MathML for those who cannot see the other.
    output: output === 'html' ? 'htmlAndMathml' : 'mathml',
  })
  return (tree, file) => {
    let count = 0
    for (const formula of formulasIn(tree)) {
      count++
      setFormula(formula, count <= maxFormulas ? render : undefined, file, output)
    }
  }
}

const katexOptions = {
  // No links, images, classes, ids or styles.
  trust: false,
  strict: 'ignore',
  // What `\href` and unknown commands are named in, instead of red.
  errorColor: 'currentcolor',
  // KaTeX's own default. With 200, sixty `\implies` are too many.
  maxExpand: 1000,
  // In em.
  maxSize: 20,
} as const satisfies KatexOptions

/** A formula as remark-math leaves it, or a code block that says `math`. */
interface Formula {
  /** What stands for it in the tree: a `<code>`, or the `<pre>` around it. */
  readonly element: Element
  readonly source: string
  readonly display: boolean
}

/** Found before anything is replaced, with a stack of our own: messages nest deeper than the call stack likes. */
function formulasIn(tree: Root): readonly Formula[] {
  const found: Formula[] = []
  const waiting: (Root | RootContent)[] = [tree]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const formula = node.type === 'element' ? formulaOf(node) : undefined
    if (formula !== undefined) found.push(formula)
    else if ('children' in node) waiting.push(...node.children.toReversed())
  }
  return found
}

function formulaOf(element: Element): Formula | undefined {
  const [only] = element.children
  const block = element.tagName === 'pre' && only?.type === 'element' && only.tagName === 'code'
  const code = block ? only : element
  const classes = code.properties['className']
  if (code.tagName !== 'code' || !Array.isArray(classes) || !classes.includes('language-math')) {
    return undefined
  }
  const source = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('')
  return { element, source: source.trim(), display: block || classes.includes('math-display') }
}

/** Writes the formula into the element that stood for it. Without `render` it shows its source. */
function setFormula(
  { element, source, display }: Formula,
  render: Render | undefined,
  file: Parameters<Render>[1],
  output: 'mathml' | 'html',
): void {
  const children =
    render === undefined || source.length > maxLength
      ? undefined
      : cleanMath(katexOf(source, display, render, file), output)
  element.tagName = children === undefined ? 'code' : 'span'
  element.properties = {
    dataPart: children === undefined ? 'math-error' : 'math',
    // Formulas are read from left to right in any language, and cannot turn the text around them (T-55).
    dir: 'ltr',
    // Wide ones scroll, by keyboard too. What has the focus has a name, one that is no language's.
    ...(display ? { dataDisplay: '', tabIndex: 0, role: 'group', ariaLabel: 'LaTeX' } : {}),
  }
  element.children = children ?? [{ type: 'text', value: source }]
}

function katexOf(
  source: string,
  display: boolean,
  render: Render,
  file: Parameters<Render>[1],
): readonly ElementContent[] {
  const code: Element = {
    type: 'element',
    tagName: 'code',
    properties: { className: [display ? 'math-display' : 'math-inline'] },
    children: [{ type: 'text', value: source }],
  }
  const root: Root = { type: 'root', children: [code] }
  render(root, file)
  return root.children as ElementContent[]
}
