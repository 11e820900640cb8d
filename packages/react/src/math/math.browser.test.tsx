import { cleanup, render } from '@testing-library/react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { afterEach, describe, expect, test } from 'vitest'
import vectors from '../../vectors/markdown-xss.json'
import { threadTimeMs } from '../fixtures/threadTimeMs.ts'
import { math, type MathOptions } from './math.ts'

afterEach(cleanup)

function renderMarkdown(text: string, options?: MathOptions): HTMLElement {
  const { remarkPlugins, rehypePlugins } = math(options)
  return render(
    <ReactMarkdown remarkPlugins={[remarkGfm, ...remarkPlugins]} rehypePlugins={rehypePlugins}>
      {text}
    </ReactMarkdown>,
  ).container
}

/** Of each formula: its source as KaTeX kept it, and whether it stands on a line of its own. */
function formulasIn(page: HTMLElement): readonly string[] {
  return [...page.querySelectorAll('[data-part="math"]')].map((formula) => {
    const source = formula.querySelector('annotation')?.textContent ?? ''
    const display = formula.querySelector('math')?.getAttribute('display') === 'block'
    expect(formula.hasAttribute('data-display')).toBe(display)
    return `${display ? 'block' : 'inline'} ${source}`
  })
}

describe('formulas become MathML', () => {
  test('within a sentence, and on lines of their own', () => {
    const page = renderMarkdown(
      'Take $$x^2$$ and \\(y_1\\).\n\n$$\\frac{a}{b}$$\n\n\\[\nc\n+ d\n\\]\n\n```math\ne\n```\n\nAlso \\[f\\]!',
    )
    expect(formulasIn(page)).toEqual([
      'inline x^2',
      'inline y_1',
      'block \\frac{a}{b}',
      'block c\n+ d',
      'block e',
      'block f',
    ])
    expect(page.querySelector('msup')?.outerHTML).toBe('<msup><mi>x</mi><mn>2</mn></msup>')
    expect(page.querySelectorAll('mfrac')).toHaveLength(1)
    expect(page.querySelector('pre, code')).toBeNull()
  })

  test('which the browser sets: a fraction is higher than a letter', () => {
    const page = renderMarkdown('\\(x\\) and \\(\\dfrac{a}{b}\\)')
    const [letter, fraction] = [...page.querySelectorAll('math')].map(
      (element) => element.getBoundingClientRect().height,
    )
    expect(fraction).toBeGreaterThan((letter ?? 0) * 1.5)
  })

  test('each is one element with stable hooks, read from left to right; blocks take the focus', () => {
    const page = renderMarkdown('a \\(x\\) b\n\n\\[x\\]')
    const [inline, block] = [...page.querySelectorAll('[data-part]')].map((element) => {
      const { outerHTML } = element.cloneNode(false) as Element
      return outerHTML
    })
    expect(inline).toBe('<span data-part="math" dir="ltr"></span>')
    expect(block).toBe(
      '<span data-part="math" dir="ltr" data-display="" tabindex="0" role="group" aria-label="LaTeX"></span>',
    )
  })

  test('no style, class or id among them, whatever the formula asks for', () => {
    const page = renderMarkdown(
      '$$\\color{red}x \\fcolorbox{red}{blue}{a} \\boxed{y} \\begin{aligned}a&=b\\\\&=c\\end{aligned} \\tag{1}$$',
    )
    expect(formulasIn(page)).toHaveLength(1)
    expect(page.querySelectorAll('[style], [class], [id], [name]')).toHaveLength(0)
  })

  test('cells say how they are aligned, for a stylesheet', () => {
    const page = renderMarkdown('$$\\begin{aligned}a&=b\\end{aligned}$$')
    expect(
      [...page.querySelectorAll('mtd')].map((cell) => cell.getAttribute('data-align')),
    ).toEqual(['right', 'left'])
  })
})

test('prices stay text', () => {
  const page = renderMarkdown('Between $5 and $6, or US$7 to US$8.')
  expect(page.innerHTML).toBe('<p>Between $5 and $6, or US$7 to US$8.</p>')
})

test('single dollars are formulas where that is asked for', () => {
  expect(formulasIn(renderMarkdown('So $x$ it is.', { singleDollar: true }))).toEqual(['inline x'])
})

test('an opening that is never closed is text', () => {
  const page = renderMarkdown('Write \\(x for a group.\n\n\\[\nx = 1\n\nend')
  expect(page.querySelector('[data-part]')).toBeNull()
  expect(page.textContent).toBe('Write (x for a group.\n\\[\nx = 1\n\nend')
})

describe('a formula that is wrong', () => {
  test.each(['mathml', 'html'] as const)('shows its source, uncoloured (%s)', (output) => {
    const page = renderMarkdown('a \\(\\frac{b\\) c\n\n$$\nx^2^3\n$$', { output })
    expect(page.innerHTML).toBe(
      '<p>a <code data-part="math-error" dir="ltr">\\frac{b</code> c</p>\n' +
        '<code data-part="math-error" dir="ltr" data-display="" tabindex="0" ' +
        'role="group" aria-label="LaTeX">x^2^3</code>',
    )
  })

  test('names a command that is not known, in its place', () => {
    const page = renderMarkdown('\\(a + \\foo\\)')
    expect(page.querySelector('mrow')?.textContent).toBe('a+\\foo')
    expect(page.querySelector('[mathcolor]')?.getAttribute('mathcolor')).toBe('currentcolor')
  })
})

test('html has KaTeX’s layout, and MathML for screen readers', () => {
  const page = renderMarkdown('$$\\frac{a}{b}$$\n\nand $$\\sqrt{x}$$.', { output: 'html' })
  expect(formulasIn(page)).toEqual(['block \\frac{a}{b}', 'inline \\sqrt{x}'])
  expect(page.querySelectorAll('.katex-html[aria-hidden="true"]')).toHaveLength(2)
  expect(page.querySelector('[data-display] > .katex-display > .katex')).not.toBeNull()
  expect(page.querySelector('svg path')?.getAttribute('d')).toMatch(/^M/)
  expect(page.querySelector<HTMLElement>('.strut')?.style.height).toMatch(/em$/)
})

describe('hostile formulas (T-54)', () => {
  const cases = new Map(vectors.cases.map((vector) => [vector.id, vector]))

  /** The Markdown of a case, and how long it may take. */
  function vectorOf(id: string): { readonly text: string; readonly budgetMs: number } {
    const vector = cases.get(id)
    if (vector === undefined) throw new RangeError(`No case ${id}.`)
    const text =
      vector.md ??
      (vector.generate ?? []).map(([piece, times]) => String(piece).repeat(Number(times))).join('')
    return { text, budgetMs: vector.budgetMs ?? Number.POSITIVE_INFINITY }
  }

  function attributesOf(page: HTMLElement): readonly string[] {
    return [...page.querySelectorAll('*')].flatMap((element) => element.getAttributeNames())
  }

  const outputs = ['mathml', 'html'] as const

  test.each(outputs)('math-href: no address comes of it (T-54, %s)', (output) => {
    const page = renderMarkdown(vectorOf('math-href').text, { output })
    expect(formulasIn(page)).toHaveLength(1)
    expect(page.querySelector('a, [href], [src]')).toBeNull()
    expect(page.querySelector('mrow')?.textContent).toBe('\\href')
  })

  test.each(outputs)('math-html-data: no handler, id or style of its own (T-54, %s)', (output) => {
    const page = renderMarkdown(vectorOf('math-html-data').text, { output })
    expect(formulasIn(page)).toHaveLength(1)
    const names = new Set(attributesOf(page))
    expect(
      [...names].filter((name) => /^on|^id$|^name$|^data-(?!part|display)/.test(name)),
    ).toEqual([])
    expect(names.has('style')).toBe(output === 'html')
    for (const element of page.querySelectorAll('[style]')) {
      expect(element.getAttribute('style')).not.toMatch(/url|background/)
    }
  })

  test.each(outputs)('images and addresses are named, not loaded (T-54, %s)', (output) => {
    const page = renderMarkdown(
      '$$\\includegraphics{https://evil.example/a.png} \\url{https://evil.example} \\htmlClass{a}{b}$$',
      { output },
    )
    expect(page.querySelector('mrow')?.textContent).toBe('\\includegraphics\\url\\htmlClass')
    expect(page.querySelector('img, mglyph, a, [src], [href]')).toBeNull()
  })

  test.each(['math-macro-bomb', 'time-math-dollars'])(
    '%s stays within its time (T-54)',
    async (id) => {
      const { text, budgetMs } = vectorOf(id)
      const tookMs = await threadTimeMs(() => renderMarkdown(text))
      // Slower cores than a desktop's: the budget is doubled. What blows up, blows up by more.
      expect(tookMs).toBeLessThan(2 * budgetMs)
      expect(document.querySelector('[data-part="math-error"]')).not.toBeNull()
    },
  )

  test.each([
    ['braces', '{', '}'],
    ['roots', '\\sqrt{', '}'],
    ['fractions', '\\frac{', '}{y}'],
    ['brackets', '\\left(', '\\right)'],
  ])('%s a thousand deep show their source (T-53, T-54)', (_, open, close) => {
    const source = `${open.repeat(1000)}x${close.repeat(1000)}`
    const page = renderMarkdown(`$$${source}$$`)
    const error = page.querySelector('[data-part="math-error"]')
    // KaTeX leaves braces out.
    if (open !== '{') expect(error?.textContent).toBe(source)
    else expect(page.querySelector('mrow')?.textContent).toBe('x')
  })

  test('one that is too long, and the 2,001st, show their source (T-53, T-54)', () => {
    const long = renderMarkdown(`$$${'x+'.repeat(5001)}$$`)
    expect(long.querySelector('code')?.textContent).toHaveLength(10_002)
    const many = renderMarkdown('$$x$$ '.repeat(2001))
    expect(many.querySelectorAll('span[data-part="math"]')).toHaveLength(2000)
    expect(many.querySelector('code[data-part="math-error"]')?.textContent).toBe('x')
  })

  test('nothing reaches far out of its place (T-54, T-57)', () => {
    const page = renderMarkdown(
      'a \\(\\raisebox{500em}{x}\\rule{500em}{500em}\\hspace{-500em}y\\) b',
    )
    const far = [...page.querySelectorAll('math *')].flatMap((element) =>
      element.getAttributeNames().filter((name) => {
        const value = element.getAttribute(name) ?? ''
        return value.endsWith('em') && Math.abs(Number.parseFloat(value)) > 20
      }),
    )
    expect(far).toEqual([])
  })

  test('no macro outlives its formula (T-54)', () => {
    const page = renderMarkdown('\\(\\gdef\\x{1}\\x\\) \\(\\x\\)')
    expect([...page.querySelectorAll('mrow')].map((row) => row.textContent)).toEqual(['1', '\\x'])
  })

  test('direction marks turn nothing around it (T-55)', () => {
    const page = renderMarkdown('\\(\\text{\u202Eabc}\\) and \\(\\frac{\u202E\\)')
    for (const formula of page.querySelectorAll('[data-part]')) {
      expect(getComputedStyle(formula).unicodeBidi).toMatch(/isolate/)
    }
  })
})
