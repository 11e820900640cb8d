import type { Element } from 'hast'
import type { Data, Literal, Nodes } from 'mdast'
import type { Extension } from 'micromark-util-types'
import type {} from 'remark-parse'
import type { Data as ProcessorData, Processor } from 'unified'
import { bracketMath } from './bracketMath.ts'
import { codes } from './codes.ts'
import { displayMath } from './displayMath.ts'

declare module 'mdast' {
  interface ParagraphData {
    /** Holds the source of a formula that is not closed, or not yet. */
    openMath?: boolean
  }
}

type TreeExtension = Exclude<
  NonNullable<ProcessorData['fromMarkdownExtensions']>[number],
  readonly unknown[]
>
type Handle = NonNullable<TreeExtension['enter']>[string]
type CompileContext = ThisParameterType<Handle>

/** A formula in the tree, as mdast-util-math makes it. */
interface MathNode extends Literal {
  type: 'math' | 'inlineMath'
  data: Data
}

/**
 * Reads the formulas that models write and remark-math does not: `\(…\)` and `\[…\]`, and `$$` with something
 * behind it on the first line, which remark-math takes for a note about the formula, and everything that
 * follows for the formula. A remark plugin; goes behind remark-math, whose formulas within a sentence stay.
 */
export function mathSyntax(this: Processor): void {
  const data = this.data()
  const syntax: Extension = {
    flow: { [codes.backslash]: displayMath, [codes.dollar]: displayMath },
    text: { [codes.backslash]: bracketMath },
    disable: { null: ['mathFlow'] },
  }
  ;(data.micromarkExtensions ??= []).push(syntax)
  ;(data.fromMarkdownExtensions ??= []).push(tree)
}

const tree: TreeExtension = {
  enter: {
    displayMath: enterMath(() => {
      const code: Element = {
        type: 'element',
        tagName: 'code',
        properties: { className: ['language-math', 'math-display'] },
        children: [],
      }
      return { type: 'math', value: '', data: { hName: 'pre', hChildren: [code] } }
    }),
    openMath(token) {
      this.enter({ type: 'paragraph', children: [], data: { openMath: true } }, token)
    },
    bracketMath: enterMath(() => textMath('math-inline')),
    bracketMathDisplay: enterMath(() => textMath('math-display')),
  },
  exit: {
    displayMath: exitMath,
    displayMathData: exitMathData,
    openMath(token) {
      this.exit(token)
    },
    bracketMath: exitMath,
    bracketMathDisplay: exitMath,
    bracketMathData: exitMathData,
  },
}

function textMath(className: string): MathNode {
  return {
    type: 'inlineMath',
    value: '',
    data: {
      hName: 'code',
      hProperties: { className: ['language-math', className] },
      hChildren: [],
    },
  }
}

// The tree's types do not know formulas: nothing here imports those of mdast-util-math.
function enterMath(create: () => MathNode): Handle {
  return function (token) {
    this.enter(create() as unknown as Nodes, token)
    this.buffer()
  }
}

function exitMath(this: CompileContext, token: Parameters<Handle>[0]): void {
  const value = this.resume().trim()
  const node = this.stack.at(-1) as unknown as MathNode
  this.exit(token)
  node.value = value
  const [code] = node.data.hChildren ?? []
  const text = { type: 'text' as const, value }
  if (code?.type === 'element') code.children.push(text)
  else node.data.hChildren?.push(text)
}

function exitMathData(this: CompileContext, token: Parameters<Handle>[0]): void {
  this.config.enter['data']?.call(this, token)
  this.config.exit['data']?.call(this, token)
}
