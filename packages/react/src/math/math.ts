import remarkMath from 'remark-math'
import type { PluggableList } from 'unified'
import { mathSyntax } from './mathSyntax.ts'
import { renderMath } from './renderMath.ts'

export interface MathOptions {
  /**
   * What formulas become. `mathml`, the default, needs no stylesheet, no fonts and no inline styles. `html` is
   * KaTeX's own layout, with the same MathML for screen readers: it needs `katex/dist/katex.min.css`, and a
   * content security policy that lets a server's HTML have `style` attributes.
   */
  readonly output?: 'mathml' | 'html'
  /** Whether `$x$` is a formula. Default false: "$5 and $6" are prices. */
  readonly singleDollar?: boolean
}

/** For `remarkPlugins` and `rehypePlugins` of `Markdown`. */
export interface MathPlugins {
  readonly remarkPlugins: PluggableList
  readonly rehypePlugins: PluggableList
}

/**
 * Formulas in Markdown, set by KaTeX: `\(…\)` and `$$…$$` within a sentence, `\[…\]` and `$$…$$` on lines of their
 * own, and code blocks that say `math`. An opening that is never closed is text. Each is a
 * `<span data-part="math">`, with `data-display` on a line of its own; one that cannot be set shows its source
 * in a `<code data-part="math-error">`. Commands that would add addresses, images, ids or styles are named, not
 * obeyed. Call it once, outside of components.
 */
export function math({ output = 'mathml', singleDollar = false }: MathOptions = {}): MathPlugins {
  return {
    remarkPlugins: [[remarkMath, { singleDollarTextMath: singleDollar }], mathSyntax],
    rehypePlugins: [[renderMath, output]],
  }
}
